"""Follow-up plans: their versions, their steps, and the leads that run through them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CadencesConfig(AppConfig):
    """What is sent or asked of a consultant after an inquiry, automatically."""

    name = "crm.cadences"
    verbose_name = _("Follow-up plans")

    def ready(self) -> None:
        """Listen to earlier apps."""
        from crm.cadences import receivers

        receivers.connect()
