"""Leads: visitors who asked, their organisations and timelines, and the calls planned for them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """Leads, from the first inquiry to enrolment or loss."""

    name = "crm.leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        """Connect to the signals of earlier apps."""
        from crm.leads import receivers

        receivers.connect()
