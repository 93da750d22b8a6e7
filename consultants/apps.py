"""Consultants as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultantsConfig(AppConfig):
    """Who answers the hotline."""

    name = "consultants"
    verbose_name = _("Consultants and duty")
