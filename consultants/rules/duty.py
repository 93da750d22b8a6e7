"""Who is on duty when, and when a promise made now falls due, counted in duty time.

Pure: the plan comes in as values, instants are aware datetimes, and the wall clock is Asia/Shanghai. What a day is like
is decided in one order: a dated plan stands above leave, leave above the holiday rule, that above the weekly pattern.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from consultants.rules.hours import Hours, Stretch
from kit import holidays
from kit.clock import SHANGHAI, local, start_of
from kit.holidays import DayKind

HORIZON_DAYS = 15
NO_PLANS: Mapping[date, Hours] = MappingProxyType({})
# A weekend day that is worked has the hours of the working day beside it.
WORKED_LIKE = {5: 4, 6: 0}


class Source(StrEnum):
    """Which rule made a day what it is."""

    DATED = "dated"
    LEAVE = "leave"
    HOLIDAY = "holiday"
    MADE_UP = "made_up"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class WeeklyShift:
    """A stretch of duty that comes every week; `weekday` counts from Monday = 0, times are Asia/Shanghai."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of leave, from `starts_at` up to but without `ends_at`; `cover_id` is who does the work."""

    starts_at: datetime
    ends_at: datetime
    cover_id: int | None = None

    def contains(self, at: datetime) -> bool:
        """Whether the instant lies in this leave."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of duty on a certain day, from `starts_at` up to but without `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def contains(self, at: datetime) -> bool:
        """Whether the instant lies in this window."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Day:
    """One consultant's day: the windows in order, and which rule made it so."""

    on: date
    windows: tuple[Window, ...]
    source: Source


def days(
    shifts: Iterable[WeeklyShift],
    absences: Iterable[Absence],
    first: date,
    count: int,
    *,
    dated: Mapping[date, Hours] = NO_PLANS,
    kind_of: Callable[[date], DayKind] = holidays.kind_of,
) -> Iterator[Day]:
    """Day by day what one consultant's duty is; `dated` holds the whole of a day, an empty one is a day off."""
    week = pattern(shifts)
    away = sorted(absences, key=lambda absence: absence.starts_at)
    for offset in range(count):
        on = first + timedelta(days=offset)
        if on in dated:
            yield Day(on, _windows(on, dated[on]), Source.DATED)
            continue
        usual, source = by_rule(week, on, kind_of(on))
        whole = _windows(on, usual)
        left = tuple(piece for window in whole for piece in _without(away, window)) if away else whole
        yield Day(on, left, source if left == whole and not _covers(away, on) else Source.LEAVE)


def by_rule(week: Mapping[int, Hours], on: date, kind: DayKind) -> tuple[Hours, Source]:
    """The hours of a day by the holiday rule, else by the weekly pattern.

    On a statutory holiday there is no duty unless a dated plan says so. On a 调休 working day a consultant without
    hours on that weekday works a Saturday like the Friday before it and a Sunday like the Monday after it.
    """
    if kind is DayKind.HOLIDAY:
        return (), Source.HOLIDAY
    hours = week.get(on.weekday(), ())
    if kind is DayKind.MADE_UP and not hours:
        return week.get(WORKED_LIKE[on.weekday()], ()), Source.MADE_UP
    return hours, Source.WEEKLY


def pattern(shifts: Iterable[WeeklyShift]) -> dict[int, Hours]:
    """The weekly shifts by weekday, each day's in order."""
    week: dict[int, list[Stretch]] = {}
    for shift in shifts:
        week.setdefault(shift.weekday, []).append(Stretch(shift.starts, shift.ends))
    return {weekday: tuple(sorted(stretches)) for weekday, stretches in week.items()}


def windows(
    shifts: Iterable[WeeklyShift],
    absences: Iterable[Absence],
    at: datetime,
    count: int = HORIZON_DAYS,
    *,
    dated: Mapping[date, Hours] = NO_PLANS,
) -> list[Window]:
    """The windows that end after `at`, within `count` days, in order."""
    plan = days(shifts, absences, local(at).date(), count, dated=dated)
    return [window for day in plan for window in day.windows if window.ends_at > at]


def without_pause(coming: Iterable[Window], pause: Window) -> list[Window]:
    """The windows with a pause cut out of them; it stands above every kind of duty."""
    away = [Absence(pause.starts_at, pause.ends_at)]
    return [piece for window in coming for piece in _without(away, window)]


def stands(coming: Sequence[Window], at: datetime) -> tuple[bool, datetime | None]:
    """Whether an instant lies in a window, and when that one ends; else when the next begins, None if none is known.

    The windows are in order.
    """
    for window in coming:
        if at < window.ends_at:
            return (True, window.ends_at) if window.starts_at <= at else (False, window.starts_at)
    return False, None


def due_after(coming: Iterable[Window], at: datetime, minutes: int) -> datetime | None:
    """The instant by which so many minutes of duty time will have passed since `at`; None without enough duty."""
    left = timedelta(minutes=minutes)
    for window in coming:
        begin = max(at, window.starts_at)
        if begin >= window.ends_at:
            continue
        room = window.ends_at - begin
        if room >= left:
            return begin + left
        left -= room
    return None


def hours_of(windows: Iterable[Window]) -> Hours:
    """The windows of one day as wall-clock hours."""
    return tuple(Stretch(_wall(one.starts_at), _wall(one.ends_at, end=True)) for one in windows)


def _wall(at: datetime, *, end: bool = False) -> time:
    shown = local(at).time().replace(second=0, microsecond=0)
    return time(23, 59) if end and shown == time.min else shown


def _windows(on: date, hours: Hours) -> tuple[Window, ...]:
    return tuple(
        Window(datetime.combine(on, one.starts, tzinfo=SHANGHAI), datetime.combine(on, one.ends, tzinfo=SHANGHAI))
        for one in hours
    )


def _covers(absences: Sequence[Absence], on: date) -> bool:
    if not absences:
        return False
    begin, end = start_of(on), start_of(on + timedelta(days=1))
    return any(one.starts_at <= begin and one.ends_at >= end for one in absences)


def _without(absences: Sequence[Absence], window: Window) -> list[Window]:
    pieces, begin = [], window.starts_at
    for absence in absences:
        if absence.ends_at <= begin or absence.starts_at >= window.ends_at:
            continue
        if absence.starts_at > begin:
            pieces.append(Window(begin, absence.starts_at))
        begin = max(begin, absence.ends_at)
    if begin < window.ends_at:
        pieces.append(Window(begin, window.ends_at))
    return pieces


def within(windows: Sequence[Window], since: datetime, until: datetime) -> timedelta:
    """How much duty lies between two instants."""
    pieces = (min(until, one.ends_at) - max(since, one.starts_at) for one in windows)
    return sum((piece for piece in pieces if piece > timedelta()), timedelta())
