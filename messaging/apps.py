"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """The outbox, its gateways and its receipts."""

    name = "messaging"
    verbose_name = _("text messages")

    def ready(self) -> None:
        """Have the health page ask about the outbox."""
        from kit import health_page
        from messaging import queries

        health_page.register("messages", queries.outbox_health)
