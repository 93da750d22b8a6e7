"""Weekly duty."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultants.models.ranges import overlapping_times, same


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Shift(models.Model):
    """A stretch of duty that comes every week, in Asia/Shanghai wall-clock time."""

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="shifts"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__in=Weekday.values), name="consultants_shift_weekday_known"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="consultants_shift_ends_after_it_starts",
                violation_error_message=_("A shift must end after it starts."),
            ),
            ExclusionConstraint(
                name="consultants_shift_no_two_at_once",
                expressions=[
                    same("consultant_id", "int8range"),
                    same("weekday", "int4range"),
                    overlapping_times("starts", "ends"),
                ],
                violation_error_message=_("There is a shift at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"
