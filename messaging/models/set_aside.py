"""What a provider reported and nobody here could read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetAside(models.Model):
    """One line of a provider's post that could not be dealt with, kept for a person to look at."""

    gateway = models.CharField(_("gateway"), max_length=20)
    line = models.TextField(_("line"))
    reason = models.CharField(_("reason"), max_length=80)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        verbose_name = _("line set aside")
        verbose_name_plural = _("lines set aside")
        indexes = [models.Index(fields=["-received_at"], name="messaging_setaside_newest")]

    def __str__(self) -> str:
        """Where it came from, and why it lies here."""
        return f"{self.gateway} {self.reason}"
