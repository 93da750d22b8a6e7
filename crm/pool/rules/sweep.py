"""When an untouched lead returns to the public pool; days are duty days of its owner."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from consultants.rules.duty import Window
from kit.clock import local, start_of

# How far back duty is read; for an owner without duty in that time calendar days count.
LOOKS_BACK_DAYS = 126


def finished_days(windows: Iterable[Window], at: datetime) -> list[datetime]:
    """The beginnings of the duty days that have ended by `at`, the latest first."""
    begins: dict[object, datetime] = {}
    ends: dict[object, datetime] = {}
    for window in windows:
        day = local(window.starts_at).date()
        begins[day] = min(begins.get(day, window.starts_at), window.starts_at)
        ends[day] = max(ends.get(day, window.ends_at), window.ends_at)
    return sorted((begins[day] for day, ended in ends.items() if ended <= at), reverse=True)


def calendar_days(at: datetime, days: int) -> list[datetime]:
    """The same in calendar days, for a consultant without any duty, such as one who left."""
    today = local(at).date()
    return [start_of(today - timedelta(days=number)) for number in range(1, days + 1)]


def cutoff(finished: Sequence[datetime], days: int) -> datetime | None:
    """The instant since which so many whole duty days have passed; None while too few have."""
    return finished[days - 1] if 0 < days <= len(finished) else None
