"""The catalogue of programmes as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """What the centre offers."""

    name = "catalog"
    verbose_name = _("Programmes and venues")
