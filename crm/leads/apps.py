"""Leads: people who asked, their organisations, their timeline, and the calls planned for them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """From the first question to the won lead."""

    name = "crm.leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        """Listen to earlier apps."""
        from crm.leads import receivers

        receivers.connect()
