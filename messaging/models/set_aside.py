"""Lines of a provider's callback that could not be read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetAside(models.Model):
    """One line of a callback that could not be processed, kept for a manager to look at."""

    gateway = models.CharField(_("gateway"), max_length=20)
    line = models.TextField(_("line"))
    reason = models.CharField(_("reason"), max_length=80)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        verbose_name = _("line set aside")
        verbose_name_plural = _("lines set aside")
        indexes = [models.Index(fields=["-received_at"], name="messaging_setaside_newest")]

    def __str__(self) -> str:
        """The gateway, and why the line was set aside."""
        return f"{self.gateway} {self.reason}"
