"""Who paused whom, and for how long."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Pause(models.Model):
    """A line of the record of pauses; a trigger refuses to change or to remove it.

    `until` is the end that was set at `at`; None means that the pause was lifted then.
    """

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.PROTECT, related_name="pauses"
    )
    at = models.DateTimeField(_("at"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | (Q(until__gt=F("at")) & ~Q(reason="")),
                name="consultants_pause_lies_ahead_and_says_why",
                violation_error_message=_("A pause needs its end and its reason."),
            ),
        ]
        indexes = [models.Index(fields=["consultant", "-at"], name="consultants_pause_history")]

    def __str__(self) -> str:
        return f"{self.consultant_id}: {self.at:%Y-%m-%d %H:%M} - {self.until or ''}"
