"""Seats: the groups registered for a class, never more than it holds."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeatsConfig(AppConfig):
    """Registrations."""

    name = "enrollment.seats"
    verbose_name = _("Seats")

    def ready(self) -> None:
        """Listen to earlier apps."""
        from enrollment.seats import receivers

        receivers.connect()
