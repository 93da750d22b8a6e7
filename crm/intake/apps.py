"""Intake: inquiries from site, telephone, text messages and API, their review, and the response clock."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """How an inquiry becomes a lead that is called back."""

    name = "crm.intake"
    verbose_name = _("Inquiries")

    def ready(self) -> None:
        """Listen to earlier apps."""
        from crm.intake import receivers

        receivers.connect()
