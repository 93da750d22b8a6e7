"""What is counted of the leads of some days. Two tallies of different days add up to the tally of both."""

import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Self

from crm.rules.stages import PATH

# Whose leads nobody owns at present, among the keys of OWNER.
POOL = ""


class Facet(StrEnum):
    """By what the leads are counted; after the dash, the numbers of each key."""

    OWNER = "owner"  # consultant's key or POOL - furthest stage along PATH, promises kept, answers
    SOURCE = "source"  # Source - furthest stage along PATH
    PAGE = "page"  # page's key - furthest stage along PATH
    HOUR = "hour"  # hours since Monday midnight in Shanghai - leads
    ARRIVAL = "arrival"  # "2026-11-23 article" - leads
    SEATS = "seats"  # key of the consultant who registered them - confirmed seats, their price in fen


Counts = Mapping[Facet, Mapping[str, list[int]]]
Waits = Mapping[str, list["array[int]"]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by facet and key, and for each owner the microseconds from question to answer in sorted runs."""

    counts: Counts
    waits: Waits

    def of(self, facet: Facet) -> Mapping[str, list[int]]:
        """The numbers of one facet by key."""
        return self.counts.get(facet, {})

    @classmethod
    def counted(cls, day: date, rows: Iterable[tuple[str, str, list[int], bytes | None]]) -> Self:
        """One day as PostgreSQL counted it: facet, key, numbers, an owner's waits."""
        counts: dict[Facet, dict[str, list[int]]] = {}
        waits: dict[str, list[array[int]]] = {}
        for facet, key, numbers, waited in rows:
            counts.setdefault(Facet(facet), {})[key] = numbers
            if facet == Facet.SOURCE:
                counts.setdefault(Facet.ARRIVAL, {})[f"{day} {key}"] = [sum(numbers)]
            if waited:
                waits[key] = [_read(waited)]
        return cls(counts, waits)

    @classmethod
    def stored(cls, counts: Mapping[str, Mapping[str, list[int]]], waits: bytes) -> Self:
        """One block as it was put down by `written`."""
        known = {Facet(name): numbers for name, numbers in counts.items()}
        owners, all_waits, begins = known.get(Facet.OWNER, {}), _read(waits), 0
        runs = {}
        for owner in sorted(owners):
            ends = begins + owners[owner][ANSWERED]
            runs[owner] = [all_waits[begins:ends]]
            begins = ends
        return cls(known, runs)

    @property
    def written(self) -> tuple[dict[str, dict[str, list[int]]], bytes]:
        """The counts for a JSON column, and the waits owner after owner, each in ascending order."""
        ordered = (sorted(chain(*self.waits.get(owner, ()))) for owner in sorted(self.of(Facet.OWNER)))
        waits = array("q", chain.from_iterable(ordered))
        return {facet.value: dict(numbers) for facet, numbers in self.counts.items()}, _in_network_order(waits)


KEPT, ANSWERED = len(PATH), len(PATH) + 1


def total(tallies: Iterable[Tally], facets: Iterable[Facet] = tuple(Facet)) -> Tally:
    """Tallies of different days together, of these facets; waits come with OWNER."""
    counts: dict[Facet, dict[str, list[int]]] = {facet: {} for facet in facets}
    waits: dict[str, list[array[int]]] = {}
    for tally in tallies:
        for facet, known in counts.items():
            for key, numbers in tally.of(facet).items():
                so_far = known.get(key)
                known[key] = numbers if so_far is None else [a + b for a, b in zip(so_far, numbers, strict=True)]
        if Facet.OWNER in counts:
            for owner, runs in tally.waits.items():
                waits.setdefault(owner, []).extend(runs)
    return Tally(counts, waits)


def _read(waits: bytes) -> "array[int]":
    found = array("q")
    found.frombytes(waits)
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _in_network_order(waits: "array[int]") -> bytes:
    if sys.byteorder == "little":
        waits.byteswap()
    return waits.tobytes()
