"""Leads counted by everything a report asks of them. Pure: counts come in, sums go out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import orjson

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many leads there are of each kind.

    By (owner, furthest stage), None for the public pool; by (channel, furthest stage); by (page, furthest stage); by
    hour of the week from Monday midnight, 0 to 167; and by (day, channel). Days and hours are Shanghai's. `waits` are
    the whole seconds from question to first answer, by owner; `kept` is how many of these answers kept the promise.
    """

    by_owner: Counter[tuple[int | None, str]] = field(default_factory=Counter)
    by_source: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_page: Counter[tuple[int, str]] = field(default_factory=Counter)
    by_hour: Counter[int] = field(default_factory=Counter)
    by_day: Counter[tuple[date, str]] = field(default_factory=Counter)
    kept: Counter[int | None] = field(default_factory=Counter)
    waits: dict[int | None, list[int]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Count the other one's leads too."""
        self.by_owner.update(other.by_owner)
        self.by_source.update(other.by_source)
        self.by_page.update(other.by_page)
        self.by_hour.update(other.by_hour)
        self.by_day.update(other.by_day)
        self.kept.update(other.kept)
        for owner, waits in other.waits.items():
            self.waits.setdefault(owner, []).extend(waits)

    def to_json(self) -> str:
        """As text; a day is told by its distance from 1970, as PostgreSQL counts it."""
        return orjson.dumps(
            {
                "owner": [(*key, number) for key, number in self.by_owner.items()],
                "source": [(*key, number) for key, number in self.by_source.items()],
                "page": [(*key, number) for key, number in self.by_page.items()],
                "hour": list(self.by_hour.items()),
                "day": [((day - EPOCH).days, source, number) for (day, source), number in self.by_day.items()],
                "kept": list(self.kept.items()),
                # Sorted once, so that whoever puts weeks together has little left to sort.
                "waits": [(owner, sorted(waits)) for owner, waits in self.waits.items()],
            }
        ).decode()

    @classmethod
    def from_json(cls, text: str) -> "Tally":
        """What `to_json` wrote."""
        told: dict[str, list[list[Any]]] = orjson.loads(text)
        return cls(
            Counter({(owner, furthest): number for owner, furthest, number in told["owner"]}),
            Counter({(source, furthest): number for source, furthest, number in told["source"]}),
            Counter({(page, furthest): number for page, furthest, number in told["page"]}),
            Counter(dict(told["hour"])),
            Counter({(day_of(day), source): number for day, source, number in told["day"]}),
            Counter(dict(told["kept"])),
            dict(told["waits"]),
        )


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    summed = Tally()
    for one in tallies:
        summed.add(one)
    return summed


def day_of(number: int) -> date:
    """The date so many days after 1970 began."""
    return EPOCH + timedelta(days=number)
