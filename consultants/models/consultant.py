"""A consultant, who answers a hotline."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils.translation import gettext_lazy as _

from consultants.models.dated_shift import DatedShift
from consultants.models.leave import Leave
from consultants.models.shift import Shift
from consultants.models.speciality import Speciality
from consultants.rules import duty
from consultants.rules.hours import Hours, Stretch
from kit import clock, phones

# What a second consultant at one number breaks.
ONE_HOTLINE_EACH = "consultants_consultant_hotline_is_hers"


class ConsultantQuerySet(models.QuerySet["Consultant"]):
    """Consultants, and their roster in the same statement."""

    def active(self) -> Self:
        """Those who work here now, in the order the hotlines are printed in; not whose account is closed."""
        has_account = Q(user=None) | Q(user__is_active=True)
        return self.filter(has_account, is_active=True).order_by("position", "pk")

    def with_roster(self, at: datetime, days: int = duty.HORIZON_DAYS) -> Self:
        """Bring everything along that decides the duty of the coming days, in the same statement."""
        first = clock.local(at).date()
        last = first + timedelta(days=days)
        return self.with_rows(at, first=first, last=last, end=clock.start_of(last))

    def with_rows(self, at: Any, *, first: Any, last: Any, end: Any) -> Self:
        """The same for days from `first` up to but without `last`, which begins at `end`; each may be a blank."""
        this = OuterRef("pk")
        shifts = Shift.objects.filter(consultant=this).order_by("weekday", "starts")
        dated = DatedShift.objects.filter(consultant=this, on__gte=first, on__lt=last).order_by("on", "starts")
        leaves = (
            Leave.objects.confirmed().filter(consultant=this, ends_at__gt=at, starts_at__lt=end).order_by("starts_at")
        )
        slugs = Speciality.objects.filter(consultant=this).order_by("kind", "value")
        return self.annotate(
            shift_rows=ArraySubquery(shifts.values(row=_text(weekday="weekday", starts="starts", ends="ends"))),
            dated_rows=ArraySubquery(dated.values(row=_text(on="on", starts="starts", ends="ends"))),
            leave_rows=ArraySubquery(
                leaves.values(row=_text(starts_at="starts_at", ends_at="ends_at", cover="cover_id"))
            ),
            slug_rows=ArraySubquery(slugs.values(slug=Concat(F("kind"), Value(":"), F("value")))),
        )


def _text(**columns: str) -> Cast:
    """Columns of a row as JSON text: an unchanged roster need not be parsed again."""
    return Cast(JSONObject(**columns), models.TextField())


class Consultant(models.Model):
    """A seller with a hotline, shown by surname and 老师."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signs in as"),
        on_delete=models.PROTECT,
        related_name="consultant",
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=20)
    hotline = models.CharField(_("hotline"), max_length=16, help_text=_("In full, such as +8618079606663."))
    specialities = models.CharField(_("specialities"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("works here"), default=True)
    open_leads_at_most = models.PositiveSmallIntegerField(_("open leads at most"), null=True, blank=True)
    new_leads_a_day_at_most = models.PositiveSmallIntegerField(_("new leads a day at most"), null=True, blank=True)
    paused_from = models.DateTimeField(_("paused from"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    pause_reason = models.CharField(_("why paused"), max_length=80, blank=True, default="", db_default="")

    objects = ConsultantQuerySet.as_manager()

    shift_rows: list[str]
    dated_rows: list[str]
    leave_rows: list[str]
    slug_rows: list[str]

    class Meta:
        verbose_name = _("consultant")
        verbose_name_plural = _("consultants")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hotline"], name=ONE_HOTLINE_EACH),
            models.CheckConstraint(
                condition=Q(hotline__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="consultants_consultant_hotline_is_e164",
                violation_error_message=_("Write the hotline in full, with the country code: +8618079606663."),
            ),
            models.CheckConstraint(
                condition=(Q(open_leads_at_most=None) | Q(open_leads_at_most__gt=0))
                & (Q(new_leads_a_day_at_most=None) | Q(new_leads_a_day_at_most__gt=0)),
                name="consultants_consultant_capacity_is_positive",
                violation_error_message=_("A limit is at least 1; leave it empty for no limit, or use a pause."),
            ),
            models.CheckConstraint(
                condition=Q(paused_from=None, paused_until=None, pause_reason="")
                | (Q(paused_from__isnull=False, paused_until__gt=F("paused_from")) & ~Q(pause_reason="")),
                name="consultants_consultant_pause_says_why",
                violation_error_message=_("A pause needs its end and its reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initial(self) -> str:
        """The surname, for the round picture."""
        return self.name[:1]

    @property
    def hotline_spaced(self) -> str:
        """The number as it is read aloud, `180 7960 6663`."""
        return phones.spaced(self.hotline)

    @property
    def hotline_uri(self) -> str:
        """The address that makes a telephone dial."""
        return f"tel:{self.hotline}"

    @property
    def roster_rows(self) -> tuple[list[str], ...]:
        """The rows behind the duty as they were read, JSON texts; needs `with_roster`."""
        return self.shift_rows, self.dated_rows, self.leave_rows

    @property
    def weekly(self) -> list[duty.WeeklyShift]:
        """The weekly pattern; needs `with_roster`."""
        return [
            duty.WeeklyShift(row["weekday"], time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"]))
            for row in map(json.loads, self.shift_rows)
        ]

    @property
    def absences(self) -> list[duty.Absence]:
        """The confirmed leave of the days brought along; needs `with_roster`."""
        return [
            duty.Absence(datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"]), row["cover"])
            for row in map(json.loads, self.leave_rows)
        ]

    @property
    def dated(self) -> dict[date, Hours]:
        """The dated plans of the days brought along; needs `with_roster`."""
        found: dict[date, Hours] = {}
        for row in map(json.loads, self.dated_rows):
            on = date.fromisoformat(row["on"])
            hours = found.setdefault(on, ())
            if row["starts"]:
                starts, ends = time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"])
                found[on] = (*hours, Stretch(starts, ends))
        return found

    def windows(self, at: datetime, days: int = duty.HORIZON_DAYS) -> list[duty.Window]:
        """The coming duty, without the time of a pause; needs `with_roster` for as many days."""
        coming = duty.windows(self.weekly, self.absences, at, days, dated=self.dated)
        if self.paused_from is None or self.paused_until is None:
            return coming
        return duty.without_pause(coming, duty.Window(self.paused_from, self.paused_until))

    def is_paused(self, at: datetime) -> bool:
        """Whether a pause stops new work at this instant."""
        return (
            self.paused_from is not None
            and self.paused_until is not None
            and self.paused_from <= at < self.paused_until
        )
