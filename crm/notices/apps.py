"""Notices: one inbox for everybody who works leads."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What colleagues and the system tell a user."""

    name = "crm.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Listen to earlier apps."""
        from crm.notices import receivers

        receivers.connect()
