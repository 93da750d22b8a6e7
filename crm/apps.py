"""Inquiries and leads as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    """From the first question to the won lead."""

    name = "crm"
    verbose_name = _("Inquiries and leads")

    def ready(self) -> None:
        """Listen to the news of earlier rooms."""
        from crm import receivers

        receivers.connect()
