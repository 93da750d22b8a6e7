"""How far did the leads of a period come? Together, by owner and by channel."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from crm.rules.stages import PATH, Stage
from reports.tally import Tally

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a funnel: how many leads came at least so far."""

    stage: Stage
    count: int
    of_all: float
    of_previous: float
    lost_here: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts of one cohort by furthest stage."""

    by_furthest: Counter[str]

    @property
    def asked(self) -> int:
        """The size of the cohort."""
        return sum(self.by_furthest.values())

    @property
    def enrolled(self) -> int:
        """Those that registered a group which still holds."""
        return self.by_furthest[Stage.ENROLLED]

    @property
    def conversion(self) -> float:
        """Enrolled of asked, in percent; nought for an empty cohort."""
        return percent(self.enrolled, self.asked)

    def reached(self, stage: Stage) -> int:
        """How many came at least as far as a stage."""
        return sum(self.by_furthest[one] for one in PATH[PATH.index(stage) :])

    @property
    def steps(self) -> list[Step]:
        """The funnel from the top down; `lost_here` went no further than this stage, open or lost."""
        counts = [self.reached(stage) for stage in PATH]
        return [
            Step(
                stage=stage,
                count=counts[index],
                of_all=percent(counts[index], self.asked),
                of_previous=percent(counts[index], counts[index - 1]) if index else 100.0,
                lost_here=self.by_furthest[stage],
            )
            for index, stage in enumerate(PATH)
        ]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The funnels of one period."""

    tally: Tally

    @property
    def whole(self) -> Funnel:
        """Everybody together."""
        counted: Counter[str] = Counter()
        for (_source, furthest), number in self.tally.by_source.items():
            counted[furthest] += number
        return Funnel(counted)

    @property
    def by_owner(self) -> dict[int | None, Funnel]:
        """A funnel for each consultant who owns leads of the period now; None is the public pool."""
        return funnels(self.tally.by_owner)

    @property
    def by_source(self) -> dict[str, Funnel]:
        """A funnel for each channel."""
        return funnels(self.tally.by_source)


def funnels(counted: Mapping[tuple[Key, str], int]) -> dict[Key, Funnel]:
    """A funnel for each first part of (something, furthest stage)."""
    found: dict[Key, Counter[str]] = {}
    for (key, furthest), number in counted.items():
        found.setdefault(key, Counter())[furthest] += number
    return {key: Funnel(one) for key, one in found.items()}


def percent(part: int, whole: int) -> float:
    """A share in percent, one decimal; nought of nothing is nought."""
    return round(100 * part / whole, 1) if whole else 0.0
