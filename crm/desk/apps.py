"""The desk: what consultants and managers see and do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The inbox and the page of a lead."""

    name = "crm.desk"
    verbose_name = _("Desk")
