"""An inbound text message."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit import phones


class Reply(models.Model):
    """An inbound message as the provider handed it over; its number makes a repeated hand-over harmless.

    `heard_at` stays empty until everybody who listens has dealt with it; until then it is announced again.
    """

    provider_sid = models.CharField(_("provider's number"), max_length=64, unique=True)
    from_number = models.CharField(_("sender"), max_length=20)
    body = models.TextField(_("text"), blank=True)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    heard_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        indexes = [
            models.Index(fields=["from_number", "-id"], name="messaging_reply_by_number"),
            models.Index(fields=["received_at"], condition=Q(heard_at=None), name="messaging_reply_unheard"),
        ]

    def __str__(self) -> str:
        """Who wrote."""
        return self.masked_number

    @property
    def masked_number(self) -> str:
        """The sender as any colleague may see it."""
        return phones.mask(self.from_number)
