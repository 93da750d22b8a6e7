"""Leave: duty that does not happen."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models.ranges import same


class LeaveState(models.TextChoices):
    """How far a leave has come; only a confirmed one takes the consultant off duty."""

    REQUESTED = "requested", _("requested")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Leave, asked for and granted."""

    def confirmed(self) -> Self:
        """Leave that counts."""
        return self.filter(state=LeaveState.CONFIRMED)

    def open(self) -> Self:
        """Requests that are undecided."""
        return self.filter(state=LeaveState.REQUESTED)

    def visible_to(self, user: User) -> Self:
        """A manager sees all, a consultant their own."""
        return self if user.sees_all_leads else self.filter(consultant__user=user)


class Leave(models.Model):
    """A stretch in which a consultant does not answer, from `starts_at` up to but without `ends_at`.

    `cover` is the colleague who looks after the work meanwhile.
    """

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="leaves"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    cover = models.ForeignKey(
        "consultants.Consultant",
        verbose_name=_("cover"),
        on_delete=models.PROTECT,
        related_name="covers",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=LeaveState,
        default=LeaveState.CONFIRMED,
        db_default=LeaveState.CONFIRMED,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = LeaveQuerySet.as_manager()

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
            models.CheckConstraint(condition=Q(state__in=LeaveState.values), name="consultants_leave_state_known"),
            models.CheckConstraint(
                condition=Q(cover=None) | ~Q(cover=F("consultant")),
                name="consultants_leave_cover_is_somebody_else",
                violation_error_message=_("Another consultant must cover."),
            ),
            ExclusionConstraint(
                name="consultants_leave_no_two_at_once",
                expressions=[
                    same("consultant_id", "int8range"),
                    (Func("starts_at", "ends_at", function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(state=LeaveState.DECLINED),
                violation_error_message=_("There is leave in that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultant_id}: {self.starts_at:%Y-%m-%d} - {self.ends_at:%Y-%m-%d}"
