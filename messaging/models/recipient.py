"""Recipients of notices inside the organisation: their addresses, and the channels they prefer for each kind."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.models.message import Channel

ROBOT = r"^[0-9a-zA-Z-]{16,64}$"


class Recipient(models.Model):
    """A colleague's other addresses. `key` is the number that notices are for."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    label = models.CharField(_("name"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    wecom_key = models.CharField(_("WeCom robot's key"), max_length=64, blank=True, validators=[RegexValidator(ROBOT)])

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wecom_key="") | Q(wecom_key__regex=ROBOT),
                name="messaging_recipient_robot_is_a_key",
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.label

    def address(self, channel: str) -> str:
        """The address on a channel, or an empty string; the number itself is known to the room that posts."""
        return {Channel.EMAIL: self.email, Channel.WECOM: self.wecom_key}.get(Channel(channel), "")


class Preference(models.Model):
    """A channel by which a recipient gets one kind of notice; without a row, by text message."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="preferences", verbose_name=_("recipient"))
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "channel"], name="messaging_preference_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="messaging_preference_channel_known"),
        ]

    def __str__(self) -> str:
        """The kind and the channel."""
        return f"{self.kind} → {self.channel}"
