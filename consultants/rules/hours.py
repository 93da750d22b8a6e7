"""The hours of one day, as users write them: `08:00-12:00 14:00-18:00`. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal

STRETCH = re.compile(r"(\d{1,2})(?:[:：.](\d{2}))?\s*[-–—~～至到]\s*(\d{1,2})(?:[:：.](\d{2}))?")
MOST_STRETCHES = 4
LAST_HOUR, LAST_MINUTE = 24, 59
END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A part of one day, from `starts` up to but without `ends`, in Asia/Shanghai wall-clock time."""

    starts: time
    ends: time


Hours = tuple[Stretch, ...]
# What a tap means for a consultant without a weekly pattern.
OFFICE: Hours = (Stretch(time(8), time(18)),)


class HoursUnreadable(Refusal):
    """A text that contains no hours."""

    code = "hours_unreadable"
    field = "hours"
    message = _("Write hours like 08:00-12:00 14:00-18:00, each from an earlier to a later time.")


class HoursOverlap(Refusal):
    """Two stretches of one day overlap."""

    code = "hours_overlap"
    field = "hours"
    message = _("Two stretches of that day overlap: a consultant cannot be on duty twice at once.")


def as_text(hours: Iterable[Stretch]) -> str:
    """The hours as text, in order; empty for a day off."""
    return " ".join(f"{one.starts:%H:%M}-{one.ends:%H:%M}" for one in sorted(hours))


def read(text: str) -> Hours:
    """The hours in a text, in order; an empty text is a day off. 24:00 becomes 23:59.

    Blanks, commas or 、 stand between stretches; the minutes may be left out. Raises `HoursUnreadable` and
    `HoursOverlap`.
    """
    found = [_stretch(*match.groups()) for match in STRETCH.finditer(text)]
    if STRETCH.sub("", text).strip(" ,，、;；+") or len(found) > MOST_STRETCHES:
        raise HoursUnreadable
    return apart(found)


def apart(stretches: Iterable[Stretch]) -> Hours:
    """The stretches in order. Raises `HoursOverlap` when two of them lie over each other."""
    ordered = tuple(sorted(stretches))
    if any(later.starts < earlier.ends for earlier, later in pairwise(ordered)):
        raise HoursOverlap
    return ordered


def missing(promised: Iterable[Stretch], given: Iterable[Stretch]) -> Hours:
    """The parts of the promised hours that none of the given stretches covers."""
    left: list[Stretch] = []
    covered = sorted(given)
    for one in promised:
        begin = one.starts
        for stretch in covered:
            if stretch.ends <= begin or stretch.starts >= one.ends:
                continue
            if stretch.starts > begin:
                left.append(Stretch(begin, stretch.starts))
            begin = max(begin, stretch.ends)
        if begin < one.ends:
            left.append(Stretch(begin, one.ends))
    return tuple(left)


def _stretch(from_hour: str, from_minute: str | None, to_hour: str, to_minute: str | None) -> Stretch:
    starts, ends = _clock_time(from_hour, from_minute), _clock_time(to_hour, to_minute)
    if ends <= starts:
        raise HoursUnreadable
    return Stretch(starts, ends)


def _clock_time(hour: str, minute: str | None) -> time:
    whole, part = int(hour), int(minute or 0)
    if whole == LAST_HOUR and part == 0:
        return END_OF_DAY
    if whole >= LAST_HOUR or part > LAST_MINUTE:
        raise HoursUnreadable
    return time(whole, part)
