"""The desk: what consultants and managers see and do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Inbox and lead page."""

    name = "crm.desk"
    verbose_name = _("Desk")
