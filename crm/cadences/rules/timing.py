"""When the steps of a follow-up plan fall due, in duty time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultants.rules import duty
from consultants.rules.duty import Window
from crm.cadences.rules.steps import TASK_WITHIN, Step, Unit
from kit import holidays
from kit.clock import SHANGHAI, local, start_of
from kit.holidays import DayKind
from messaging.rules import quiet_hours

# Beyond the days for which the roster is read, each ordinary working day counts as a day of duty.
OFFICE_OPENS, OFFICE_CLOSES = time(8), time(18)


class Moved(TextChoices):
    """Why a step is not due at the instant its delay says."""

    NOT = "", _("as planned")
    QUIET = "quiet", _("quiet hours")
    HOLIDAY = "holiday", _("holiday")
    OFF_DUTY = "off_duty", _("off duty")


@dataclass(frozen=True, slots=True)
class Due:
    """When a step falls due; `wanted_at` is what its delay alone gives, `moved` why the two differ."""

    at: datetime
    wanted_at: datetime
    moved: Moved = Moved.NOT


def due(step: Step, since: datetime, coming: Sequence[Window], *, at: datetime) -> Due:
    """When a step falls due, counted from `since` with what is known at `at`.

    `coming` is the consultant's duty as known at `at`, for `duty.HORIZON_DAYS` days.
    """
    if step.unit == Unit.HOURS:
        wanted = _hours_after(since, step.delay, coming, at)
    else:
        wanted = _days_after(since, step.delay, step.at, coming, at)
    if not step.is_text:
        return _on_duty(wanted, coming, at)
    opening = next_opening(wanted)
    if opening == wanted:
        return Due(wanted, wanted)
    return Due(opening, wanted, Moved.HOLIDAY if _is_holiday(wanted) else Moved.QUIET)


def next_opening(at: datetime) -> datetime:
    """The first instant from `at` on that is neither in quiet hours nor on a holiday."""
    opening = quiet_hours.next_opening(at)
    while _is_holiday(opening):
        opening = quiet_hours.next_opening(start_of(local(opening).date() + timedelta(days=1)))
    return opening


def task_due_at(at: datetime, next_step_at: datetime | None) -> datetime:
    """When a task is due: within TASK_WITHIN; a next step that is overdue keeps its time."""
    return next_step_at if next_step_at is not None and next_step_at <= at else at + TASK_WITHIN


def _is_holiday(at: datetime) -> bool:
    return holidays.kind_of(local(at).date()) is DayKind.HOLIDAY


def _hours_after(since: datetime, hours: int, coming: Sequence[Window], at: datetime) -> datetime:
    if not hours:
        return since
    if due_at := duty.due_after(_duty(coming, at), since, hours * 60):
        return due_at
    raise AssertionError  # duty goes on for ever


def _days_after(since: datetime, days: int, hour: time, coming: Sequence[Window], at: datetime) -> datetime:
    first = local(since).date()
    if not days:
        return max(since, datetime.combine(first, hour, tzinfo=SHANGHAI))
    later = (on for on in _dates(_duty(coming, at)) if on > first)
    return datetime.combine(next(islice(later, days - 1, None)), hour, tzinfo=SHANGHAI)


def _on_duty(wanted: datetime, coming: Sequence[Window], at: datetime) -> Due:
    """A task is due while the consultant is on duty, not on a holiday."""
    for window in _duty(coming, at):
        if window.ends_at >= wanted and not _is_holiday(window.starts_at):
            due_at = max(wanted, window.starts_at)
            moved = Moved.NOT if due_at == wanted else Moved.HOLIDAY if _is_holiday(wanted) else Moved.OFF_DUTY
            return Due(due_at, wanted, moved)
    raise AssertionError  # duty goes on for ever


def _dates(windows: Iterator[Window]) -> Iterator[date]:
    last = None
    for window in windows:
        on = local(window.starts_at).date()
        if on != last:
            yield on
        last = on


def _duty(coming: Sequence[Window], at: datetime) -> Iterator[Window]:
    """The consultant's known duty, then every working day; where none is known, every working day."""
    first = local(at).date() + timedelta(days=duty.HORIZON_DAYS if coming else 0)
    return chain(coming, _working_days(first))


def _working_days(first: date) -> Iterator[Window]:
    on = first
    while True:
        if holidays.is_working_day(on):
            opens, closes = (datetime.combine(on, hour, tzinfo=SHANGHAI) for hour in (OFFICE_OPENS, OFFICE_CLOSES))
            yield Window(opens, closes)
        on += timedelta(days=1)
