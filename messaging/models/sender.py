"""The state of a gateway that dispatchers of all processes share."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.rules.breaker import Breaker, Position

LABELS = {
    "twilio": "Twilio",
    "aliyun": _("Alibaba Cloud SMS"),
    "email": _("E-mail"),
    "wecom": _("WeCom robot"),
    "console": _("Console (nothing really leaves)"),
}


class Sender(models.Model):
    """A gateway's pause, its pace and its circuit breaker.

    Nothing is sent before `paused_until` (it asked for that, or our account is wrong; none: no pause). `per_second`
    messages leave at most (none: no limit); `next_slot` is the next free one. `failures` counts what failed in a row,
    `refusals` how often `refusal` came in a row; from a certain number on it rests until `open_until`, then one probe
    may pass.
    """

    gateway = models.CharField(_("gateway"), max_length=20, primary_key=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    per_second = models.PositiveSmallIntegerField(_("messages a second"), null=True, blank=True)
    next_slot = models.DateTimeField(_("next slot"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, db_default=0)
    refusal = models.CharField(_("last refusal"), max_length=40, default="", db_default="", blank=True)
    refusals = models.PositiveIntegerField(_("equal refusals in a row"), default=0, db_default=0)
    reason = models.CharField(_("last trouble"), max_length=80, default="", db_default="", blank=True)
    open_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    probing_until = models.DateTimeField(_("probing until"), null=True, blank=True)

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")
        constraints = [
            models.CheckConstraint(
                condition=Q(per_second__isnull=True) | Q(per_second__gte=1, per_second__lte=1000),
                name="messaging_sender_pace_is_possible",
            )
        ]

    def __str__(self) -> str:
        """The gateway's name."""
        return self.gateway

    @property
    def label(self) -> str:
        """The gateway as a manager knows it."""
        return str(LABELS.get(self.gateway, self.gateway))

    @property
    def breaker(self) -> Breaker:
        """Its record as the rules read it."""
        return Breaker(self.failures, self.open_until, self.probing_until)

    def is_paused(self, at: datetime) -> bool:
        """Whether its pause lasts at an instant."""
        return self.paused_until is not None and at < self.paused_until

    def is_available(self, at: datetime) -> bool:
        """Whether it is neither paused nor suspended by its breaker."""
        return not self.is_paused(at) and self.breaker.position(at) == Position.CLOSED
