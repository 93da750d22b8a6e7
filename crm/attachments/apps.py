"""Files of a lead."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    """What is kept with a lead beside words."""

    name = "crm.attachments"
    verbose_name = _("Files")

    def ready(self) -> None:
        """Listen to undo."""
        from crm.attachments import receivers

        receivers.connect()
