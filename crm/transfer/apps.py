"""Import and export of leads."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    """How leads come out of a spreadsheet, and lists go into one."""

    name = "crm.transfer"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        """Listen to earlier apps."""
        from crm.transfer import receivers

        receivers.connect()
