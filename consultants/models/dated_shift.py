"""Duty on a certain date, and the record of how dates were changed."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultants.models.ranges import overlapping_times, same


class DatedShift(models.Model):
    """One stretch of what a consultant does on a date, in Asia/Shanghai wall-clock time.

    The rows of a date are the whole day: weekly pattern, holiday rule and leave have no say in it. A row without
    times is a day off.
    """

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="dated_shifts"
    )
    on = models.DateField(_("date"))
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("dated shift")
        verbose_name_plural = _("dated shifts")
        ordering = ["on", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__isnull=False, ends__gt=F("starts")),
                name="consultants_datedshift_ends_after_it_starts",
                violation_error_message=_("A shift must end after it starts."),
            ),
            ExclusionConstraint(
                name="consultants_datedshift_no_double_duty",
                expressions=[
                    same("consultant_id", "int8range"),
                    same("on", "daterange"),
                    overlapping_times("starts", "ends"),
                ],
                violation_error_message=_("There is a shift at that time already."),
            ),
        ]
        indexes = [models.Index(fields=["on", "consultant"], name="consultants_dated_month")]

    def __str__(self) -> str:
        return f"{self.consultant_id}: {self.on} {self.starts or ''}-{self.ends or ''}"


class Why(models.TextChoices):
    """What a day was changed through."""

    ROSTER = "roster", _("roster")
    SWAP = "swap", _("swap")


class DutyChange(models.Model):
    """A line of the record of changed days; a trigger refuses to change or to remove it.

    `before` and `after` are hours such as `08:00-12:00 14:00-18:00`, empty for no duty.
    """

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.PROTECT, related_name="duty_changes"
    )
    on = models.DateField(_("date"))
    before = models.CharField(_("before"), max_length=60, blank=True)
    after = models.CharField(_("after"), max_length=60, blank=True)
    why = models.CharField(_("through"), max_length=8, choices=Why)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of duty")
        verbose_name_plural = _("changes of duty")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(why__in=Why.values), name="consultants_dutychange_why_known"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="consultants_dutychange_changes_something"),
        ]
        indexes = [models.Index(fields=["on", "-at"], name="consultants_change_of_a_day")]

    def __str__(self) -> str:
        return f"{self.consultant_id}: {self.on} {self.before} > {self.after}"
