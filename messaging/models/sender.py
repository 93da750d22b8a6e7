"""What all dispatchers must know about a gateway, whichever process they run in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sender(models.Model):
    """A gateway that asked for a pause: nobody sends through it before `paused_until`."""

    gateway = models.CharField(_("gateway"), max_length=20, primary_key=True)
    paused_until = models.DateTimeField(_("paused until"))

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")

    def __str__(self) -> str:
        """The gateway's name."""
        return self.gateway
