"""Planning days: the only place that writes dated shifts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from consultants import queries
from consultants.errors import DayIsPast, RosterChanged
from consultants.models import Consultant, DatedShift, DutyChange, Why
from consultants.queries import MonthPlan
from consultants.rules import hours, month
from consultants.rules.hours import Hours, Stretch
from consultants.rules.month import Cell, Cells, Month
from kit import clock


@transaction.atomic
def save_month(of: Month, *, seen: Cells, wanted: Cells, by: User | None, at: datetime | None = None) -> int:
    """Make the coming days of a month what was chosen; the number of changed days.

    `seen` is what the page showed when the choosing began. Raises `RosterChanged` when the roster is no longer that, so
    that of two managers the later one sees the earlier one's edit before saving. Days that are over stay.
    """
    at = at or clock.now()
    today = clock.local(at).date()
    known = {one.pk for one in lock(Consultant.objects.active().values_list("pk", flat=True))}
    now = queries.month_plan(of).cells
    seen, wanted, now = (
        {cell: text for cell, text in cells.items() if cell[0] >= today and cell[1] in known}
        for cells in (seen, wanted, now)
    )
    if differing := month.changed(seen, now):
        raise RosterChanged(differing)
    chosen = {cell: hours.read(wanted.get(cell, "")) for cell in month.changed(now, wanted)}
    return _put(chosen, by=by, at=at, why=Why.ROSTER)


@transaction.atomic
def set_hours(
    consultant_id: int,
    *,
    on: date,
    hours_text: str,
    by: User | None,
    seen: str | None = None,
    at: datetime | None = None,
) -> None:
    """Set one day's hours, extra duty included; an empty text is a day off.

    `seen` is what the page showed. Raises `HoursUnreadable`, `HoursOverlap`, `DayIsPast`, and `RosterChanged` when the
    day is no longer what was seen.
    """
    at = at or clock.now()
    wanted = hours.read(hours_text)
    lock([consultant_id])
    cell = (on, consultant_id)
    if seen is not None and queries.days_plan(on, 1).cells.get(cell, "") != seen:
        raise RosterChanged((cell,))
    _put({cell: wanted}, by=by, at=at, why=Why.ROSTER)


@transaction.atomic
def exchange(chosen: Mapping[Cell, Hours], *, by: User | None, at: datetime) -> None:
    """Write the days of an accepted swap; the caller holds the consultants' locks."""
    _put(chosen, by=by, at=at, why=Why.SWAP)


def lock(consultant_ids: Iterable[int]) -> list[Consultant]:
    """Lock these consultants' days until the transaction ends; always in the same order."""
    return list(Consultant.objects.select_for_update(no_key=True).filter(pk__in=list(consultant_ids)).order_by("pk"))


def _put(chosen: Mapping[Cell, Hours], *, by: User | None, at: datetime, why: Why) -> int:
    """Write whole days; a day that comes out as the rules would have it needs no row of its own."""
    if not chosen:
        return 0
    first, last = min(chosen)[0], max(chosen)[0]
    if first < clock.local(at).date():
        raise DayIsPast
    plan = queries.days_plan(first, (last - first).days + 1)
    changes = [
        DutyChange(consultant_id=pk, on=on, before=before, after=after, why=why, by=by, at=at)
        for (on, pk), wanted in sorted(chosen.items())
        if (before := plan.cells.get((on, pk), "")) != (after := hours.as_text(wanted))
    ]
    touched = [(one.on, one.consultant_id) for one in changes]
    for on, pk in touched:
        DatedShift.objects.filter(on=on, consultant_id=pk).delete()
    DatedShift.objects.bulk_create(row for cell in touched for row in _rows(cell, chosen[cell], plan))
    DutyChange.objects.bulk_create(changes)
    transaction.on_commit(queries.forget_roster)
    return len(changes)


def _rows(cell: Cell, wanted: Hours, plan: MonthPlan) -> list[DatedShift]:
    on, pk = cell
    if hours.as_text(wanted) == plan.by_rule.get(cell, ""):
        return []
    stretches: Iterable[Stretch | None] = wanted or [None]
    return [
        DatedShift(consultant_id=pk, on=on, starts=one.starts if one else None, ends=one.ends if one else None)
        for one in stretches
    ]
