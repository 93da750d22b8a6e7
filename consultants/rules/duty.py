"""Who is on duty when, and when a promise made now falls due, counted in duty time.

Pure: shifts and absences come in as values, instants are aware datetimes, and the wall clock is Asia/Shanghai.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kit.clock import local, start_of

HORIZON_DAYS = 15


@dataclass(frozen=True, slots=True)
class WeeklyShift:
    """A stretch of duty that comes every week; `weekday` counts from Monday = 0, times are Asia/Shanghai."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of leave, from `starts_at` up to but without `ends_at`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of duty on a certain day, from `starts_at` up to but without `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the instant lies in this window."""
        return self.starts_at <= at < self.ends_at


def windows(
    shifts: Iterable[WeeklyShift], absences: Iterable[Absence], at: datetime, days: int = HORIZON_DAYS
) -> list[Window]:
    """The windows that end after `at`, within `days` days, in order, with leave cut out of them."""
    first = local(at).date()
    shifts, absences = list(shifts), sorted(absences, key=lambda absence: absence.starts_at)
    found: list[Window] = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        midnight = start_of(day)
        for shift in shifts:
            if shift.weekday == day.weekday():
                starts_at = midnight + _since_midnight(shift.starts)
                ends_at = midnight + _since_midnight(shift.ends)
                found.extend(_without(absences, Window(starts_at, ends_at)))
    return sorted((window for window in found if window.ends_at > at), key=lambda window: window.starts_at)


def after_pause(coming: Iterable[Window], paused_until: datetime | None) -> list[Window]:
    """The windows that are left once a pause has ended; a pause stands above every kind of duty."""
    if paused_until is None:
        return list(coming)
    return [Window(max(one.starts_at, paused_until), one.ends_at) for one in coming if one.ends_at > paused_until]


def on_duty(coming: Sequence[Window], at: datetime) -> Window | None:
    """The window that holds the instant, if any."""
    return next((window for window in coming if window.holds(at)), None)


def due_after(coming: Sequence[Window], at: datetime, minutes: int) -> datetime | None:
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


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


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
