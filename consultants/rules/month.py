"""A month of the roster: cells, what was chosen against what was seen, gaps. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from consultants.rules import hours
from consultants.rules.hours import Hours

Cell = tuple[date, int]
# What each consultant's day is, as text; a cell that is not there is no duty.
Cells = Mapping[Cell, str]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day lies in."""
        return cls(day.replace(day=1))

    @property
    def after(self) -> "Month":
        """The next month."""
        return Month.of(self.first + timedelta(days=31))

    @property
    def before(self) -> "Month":
        """The last month."""
        return Month.of(self.first - timedelta(days=1))

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def count(self) -> int:
        """How many days it has."""
        return (self.after.first - self.first).days

    def days(self) -> Iterator[date]:
        """Its days in order."""
        return (self.first + timedelta(days=offset) for offset in range(self.count))


def changed(seen: Cells, now: Cells) -> tuple[Cell, ...]:
    """The cells that are no longer what was seen, in order."""
    return tuple(cell for cell in sorted({*seen, *now}) if seen.get(cell, "") != now.get(cell, ""))


def rebased(seen: Cells, wanted: Cells, now: Cells) -> dict[Cell, str]:
    """What was chosen, laid over what the roster is now: only what differs from what was seen counts as chosen."""
    result = {cell: text for cell, text in now.items() if text}
    for cell in changed(seen, wanted):
        result[cell] = wanted.get(cell, "")
    return {cell: text for cell, text in result.items() if text}


def source_of(on: date, weeks: int) -> date:
    """The day so many weeks earlier."""
    return on - weeks * WEEK


def copied(now: Cells, targets: Iterable[date], consultants: Iterable[int], weeks: int) -> dict[Cell, str]:
    """The cells with each target day replaced by the day so many weeks earlier."""
    result = dict(now)
    known = list(consultants)
    for on in targets:
        for pk in known:
            result[on, pk] = now.get((source_of(on, weeks), pk), "")
    return {cell: text for cell, text in result.items() if text}


def gaps(cells: Cells, on: date, promised: Hours) -> Hours:
    """The promised hours of a day without a consultant on duty."""
    given = [stretch for (day, _pk), text in cells.items() if day == on for stretch in hours.read(text)]
    return hours.missing(promised, given)
