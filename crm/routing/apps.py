"""Routing: which consultant gets an inquiry, by which rule, and why."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    """Rules, their versions, and the choice."""

    name = "crm.routing"
    verbose_name = _("Routing")

    def ready(self) -> None:
        """Listen to earlier apps."""
        from crm.routing import receivers

        receivers.connect()
