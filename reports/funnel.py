"""How far did the leads of a period come? By owner and by source, up to the furthest stage."""

from collections import Counter
from dataclasses import dataclass

from crm.rules.stages import PATH, Stage
from reports.rules.tally import POOL, Facet, Tally


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
    """The funnels of a period: everybody together, each consultant who owns leads of it now, each channel.

    The owner None is the public pool.
    """

    whole: Funnel
    by_owner: dict[int | None, Funnel]
    by_source: dict[str, Funnel]


def cohort(tally: Tally) -> Cohort:
    """The funnels of what was counted."""
    by_source = funnels(tally, Facet.SOURCE)
    whole: Counter[str] = Counter()
    for one in by_source.values():
        whole.update(one.by_furthest)
    by_owner = {owner_of(key): found for key, found in funnels(tally, Facet.OWNER).items()}
    return Cohort(Funnel(whole), by_owner, by_source)


def funnels(tally: Tally, facet: Facet) -> dict[str, Funnel]:
    """A funnel for each key of a facet whose numbers begin along the path."""
    return {
        key: Funnel(Counter({stage.value: number for stage, number in zip(PATH, numbers, strict=False) if number}))
        for key, numbers in tally.of(facet).items()
    }


def owner_of(key: str) -> int | None:
    """A consultant's key as a row has it; None for the public pool."""
    return None if key == POOL else int(key)


def percent(part: int, whole: int) -> float:
    """A share in percent, one decimal; nought of nothing is nought."""
    return round(100 * part / whole, 1) if whole else 0.0
