"""Who answers, and when: one reading of the roster for the pages and for routing alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from consultants.models import Consultant, DutyChange, Shift
from consultants.rules import duty, hours, month
from consultants.rules.duty import Absence, Day, Source, Window
from consultants.rules.hours import Hours
from consultants.rules.month import WEEK, Cell, Cells, Month
from kit import clock, holidays
from kit.clock import SHANGHAI
from kit.holidays import DayKind

# One reading serves this many seconds of one process, so that routing costs no statement and no arithmetic of its own;
# a change of the roster is seen that much later, by the hotline bar and by routing together.
ROSTER_SECONDS = 10
DAY = timedelta(days=1)
# A month is copied from four weeks earlier, so that weekdays meet their like.
MONTH_BACK = 4


@dataclass(frozen=True, slots=True)
class DutyCard:
    """One consultant, with whether they can answer now.

    `until` is the end of the present duty; `next_from` the beginning of the next one when off duty.
    """

    consultant: Consultant
    is_on_duty: bool
    until: datetime | None
    next_from: datetime | None


@dataclass(frozen=True, slots=True)
class OnRoster:
    """A consultant as routing sees one: coming duty, limits and specialities.

    `open_leads_at_most` and `new_leads_a_day_at_most` are None without a limit. `specialities` are slugs such as
    `programme:party-spirit-5`, `region:江西` or `kind:state-owned`. `coming` leaves the time of a pause out, so whoever
    is paused is not on duty; `paused_until` and `pause_reason` (None and empty without one) say why. `absences` are her
    present and coming leave.
    """

    consultant: Consultant
    coming: tuple[Window, ...]
    open_leads_at_most: int | None = None
    new_leads_a_day_at_most: int | None = None
    specialities: frozenset[str] = frozenset()
    paused_until: datetime | None = None
    pause_reason: str = ""
    absences: tuple[Absence, ...] = ()

    def leave(self, at: datetime) -> Absence | None:
        """The leave at an instant, with the consultant who covers; None without leave."""
        return next((absence for absence in self.absences if absence.contains(at)), None)

    def card(self, at: datetime) -> DutyCard:
        """The status at an instant."""
        is_on_duty, then = duty.stands(self.coming, at)
        return DutyCard(
            self.consultant,
            is_on_duty=is_on_duty,
            until=then if is_on_duty else None,
            next_from=None if is_on_duty else then,
        )


def roster(at: datetime) -> tuple[OnRoster, ...]:
    """Every consultant who works here, in the printed order, with the duty of the next two weeks."""
    return _reading(int(at.timestamp()) // ROSTER_SECONDS)


def roster_without_leavers(at: datetime) -> tuple[OnRoster, ...]:
    """The roster without those who have left, or whose account was closed, since it was read: for giving leads away."""
    here = set(Consultant.objects.active().values_list("pk", flat=True))
    return tuple(one for one in roster(at) if one.consultant.pk in here)


def in_charge(consultant_id: int | None, at: datetime, among: Iterable[OnRoster] | None = None) -> OnRoster | None:
    """Who does a consultant's work at an instant: the consultant, or during leave the colleague who covers.

    A cover who is away too, has left, or was never named does none of it; None for a consultant who has left.
    Looked for `among` these, by default on the roster.
    """
    here = {one.consultant.pk: one for one in (roster(at) if among is None else among)}
    consultant = here.get(consultant_id or 0)
    absence = consultant.leave(at) if consultant else None
    cover = here.get(absence.cover_id or 0) if absence else None
    return consultant if cover is None or cover.leave(at) else cover


def forget_roster() -> None:
    """Read the roster again at the next question."""
    _reading.cache_clear()


@lru_cache(maxsize=2)
def _reading(moment: int) -> tuple[OnRoster, ...]:
    at = datetime.fromtimestamp(moment * ROSTER_SECONDS, tz=SHANGHAI)
    first = at.date()
    last = first + timedelta(days=duty.HORIZON_DAYS)
    people = Consultant.objects.active().with_rows(at, first=first, last=last, end=clock.start_of(last))
    return tuple(_on_roster(one, at) for one in people)


# What the rows of each consultant came to at the last reading; they rarely change, and the arithmetic of fifty
# consultants takes longer than reading them. Replaced entry by entry, so threads need no lock.
_worked_out: dict[int, tuple[object, tuple[Window, ...]]] = {}


def _coming(one: Consultant, at: datetime) -> tuple[Window, ...]:
    said = (clock.local(at).date(), one.paused_from, one.paused_until, one.roster_rows)
    before = _worked_out.get(one.pk)
    if before is None or before[0] != said:
        before = _worked_out[one.pk] = said, tuple(one.windows(at))
    return tuple(window for window in before[1] if window.ends_at > at)


def _on_roster(one: Consultant, at: datetime) -> OnRoster:
    paused = one.is_paused(at)
    return OnRoster(
        one,
        _coming(one, at),
        open_leads_at_most=one.open_leads_at_most,
        new_leads_a_day_at_most=one.new_leads_a_day_at_most,
        specialities=frozenset(one.slug_rows),
        paused_until=one.paused_until if paused else None,
        pause_reason=one.pause_reason if paused else "",
        absences=tuple(one.absences),
    )


def hotlines() -> list[Consultant]:
    """Every consultant who works here, in the printed order."""
    return list(Consultant.objects.active())


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """Some days of the roster.

    `cells` hold who does what as text, `by_rule` what leave, holiday rule and pattern would make of the same cells,
    `usual` the hours a tap on an empty cell means, `days` why a cell is as it is.
    """

    consultants: tuple[Consultant, ...]
    cells: dict[Cell, str]
    by_rule: dict[Cell, str]
    usual: dict[Cell, str]
    days: dict[Cell, Day]

    def by_consultant(self) -> list[dict[str, Any]]:
        """Each consultant's windows, in the printed order."""
        found: dict[int, list[Window]] = {one.pk: [] for one in self.consultants}
        for (_on, pk), day in sorted(self.days.items()):
            found[pk].extend(day.windows)
        return [
            {"consultant": one.pk, "name": one.name, "hotline": one.hotline, "duty": found[one.pk]}
            for one in self.consultants
        ]


def proposal(of: Month, act: str, wanted: Cells, today: date) -> dict[Cell, str]:
    """What a month would become: `month` and `week:2026-12-07` copy earlier weeks, `pattern` asks the rules.

    Days that are over, holidays and worked weekends stay as they were chosen, and no leave is cut short.
    """
    source = days_plan(of.first - MONTH_BACK * WEEK, of.count + MONTH_BACK * WEEK.days)
    if act == "pattern":
        return {cell: text for cell, text in source.by_rule.items() if of.first <= cell[0] <= of.last}
    kind, _colon, value = act.partition(":")
    days = list(of.days())
    if kind == "week":
        days = [on for on in days if value <= on.isoformat() <= (date.fromisoformat(value) + 6 * DAY).isoformat()]
    plain = [on for on in days if on >= today and holidays.kind_of(on) in {DayKind.WORKING, DayKind.WEEKEND}]
    # On the page's own coming days what is chosen counts, elsewhere what the roster is.
    base = {cell: text for cell, text in source.cells.items() if cell[0] < max(of.first, today)} | dict(wanted)
    weeks = 1 if kind == "week" else MONTH_BACK
    result = month.copied(base, plain, [one.pk for one in source.consultants], weeks)
    away = {cell for cell, day in source.days.items() if day.source is Source.LEAVE and cell[0] in plain}
    return {
        cell: text
        for cell, text in result.items()
        if of.first <= cell[0] <= of.last and (cell not in away or wanted.get(cell))
    }


def history(on: date) -> QuerySet[DutyChange]:
    """How a day was changed, latest first."""
    return DutyChange.objects.filter(on=on).select_related("consultant", "by")


def latest_changes(cells: Iterable[Cell]) -> dict[Cell, DutyChange]:
    """The latest line of the record for each cell."""
    wanted = set(cells)
    lines = DutyChange.objects.filter(on__in={on for on, _pk in wanted}).select_related("by").order_by("at", "pk")
    return {(one.on, one.consultant_id): one for one in lines if (one.on, one.consultant_id) in wanted}


def month_plan(of: Month) -> MonthPlan:
    """One month of the roster, in one statement."""
    return days_plan(of.first, of.count)


def hotline_of(user: User) -> str:
    """The number a user answers; empty for who answers none."""
    return Consultant.objects.filter(user=user, is_active=True).values_list("hotline", flat=True).first() or ""


def weekly_hours(consultant_id: int) -> dict[int, Hours]:
    """A consultant's weekly pattern by weekday, Monday = 0."""
    rows = Shift.objects.filter(consultant=consultant_id)
    return duty.pattern(duty.WeeklyShift(row.weekday, row.starts, row.ends) for row in rows)


def days_plan(first: date, count: int) -> MonthPlan:
    """So many days of the roster from the first one on, in one statement; pauses are left aside."""
    people = tuple(Consultant.objects.active().with_roster(clock.start_of(first), count))
    plan = MonthPlan(people, {}, {}, {}, {})
    for one in people:
        week = duty.pattern(one.weekly)
        fallback = next((week[weekday] for weekday in sorted(week)), hours.OFFICE)
        dated = one.dated
        by_rule = duty.days(one.weekly, one.absences, first, count)
        actual = duty.days(one.weekly, one.absences, first, count, dated=dated)
        for ruled, day in zip(by_rule, actual, strict=True):
            cell = (day.on, one.pk)
            plan.days[cell] = day
            kind = holidays.kind_of(day.on)
            ordinary = DayKind.WORKING if kind is DayKind.HOLIDAY else kind
            usual, _source = duty.by_rule(week, day.on, ordinary)
            plan.usual[cell] = hours.as_text(usual or fallback)
            if ruled.windows:
                plan.by_rule[cell] = hours.as_text(duty.hours_of(ruled.windows))
            if day.windows:
                plan.cells[cell] = hours.as_text(duty.hours_of(day.windows))
    return plan
