"""How far did the leads of a period come? By owner and by source, up to the furthest stage."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from crm.rules.stages import PATH, Stage
from reports.period import Period
from reports.queries import leads_of


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


def cohort(period: Period) -> Cohort:
    """The funnels of a period."""
    by_source = funnels(period, "source")
    whole: Counter[str] = Counter()
    for one in by_source.values():
        whole.update(one.by_furthest)
    return Cohort(Funnel(whole), funnels(period, "owner_id"), by_source)


def funnels(period: Period, column: str) -> dict[Any, Funnel]:
    """A funnel for each value of a column of the leads; one statement."""
    along_path = {stage.value: Count("pk", filter=Q(furthest=stage)) for stage in PATH}
    rows = leads_of(period).values(column).annotate(**along_path)
    return {
        row[column]: Funnel(Counter({stage.value: row[stage.value] for stage in PATH if row[stage.value]}))
        for row in rows
    }


def percent(part: int, whole: int) -> float:
    """A share in percent, one decimal; nought of nothing is nought."""
    return round(100 * part / whole, 1) if whole else 0.0
