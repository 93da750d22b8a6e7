"""The history of a message: one line for every change of state, never rewritten."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from messaging.models.message import CHOICES, Message


class MessageEvent(models.Model):
    """A message reached `state` at `at`; its being queued is the message's own `created_at`."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="events", verbose_name=_("message"))
    state = models.CharField(_("state"), max_length=11, choices=CHOICES)
    at = models.DateTimeField(_("at"), db_default=Now())
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message event")
        verbose_name_plural = _("message events")
        ordering = ["id"]

    def __str__(self) -> str:
        """What happened."""
        return f"{self.state} {self.detail}".strip()
