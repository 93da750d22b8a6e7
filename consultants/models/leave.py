"""Leave: duty that does not happen."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class Leave(models.Model):
    """A stretch in which a consultant does not answer, from `starts_at` up to but without `ends_at`."""

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="leaves"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leave")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="consultants_leave_ends_after_it_starts",
                violation_error_message=_("Leave must end after it starts."),
            ),
            ExclusionConstraint(
                name="consultants_leave_no_two_at_once",
                expressions=[
                    (
                        Func("consultant_id", "consultant_id", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func("starts_at", "ends_at", function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("She already has leave in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultant_id}: {self.starts_at:%Y-%m-%d} - {self.ends_at:%Y-%m-%d}"
