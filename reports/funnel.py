"""How far did the leads of a period come? By owner and by source, up to the furthest stage."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from crm.leads.models import Lead
from crm.leads.rules.stages import PATH, Stage
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
        """Those with a registered group that is in force."""
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
    """The funnels of a period: all leads, each consultant who owns some of them now, each channel.

    The owner None is the public pool.
    """

    whole: Funnel
    by_owner: dict[int | None, Funnel]
    by_source: dict[str, Funnel]


def cohort(period: Period) -> Cohort:
    """The funnels of a period; one statement."""
    whole: Counter[str] = Counter()
    by_owner: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for owner, source, furthest, number in _counted(leads_of(period), "owner_id", "source"):
        for counts in (whole, by_owner[owner], by_source[source]):
            counts[furthest] += number
    return Cohort(
        Funnel(whole),
        {owner: Funnel(counts) for owner, counts in by_owner.items()},
        {source: Funnel(counts) for source, counts in by_source.items()},
    )


def whole(period: Period) -> Funnel:
    """The funnel of all leads; one statement."""
    return Funnel(Counter(dict(_counted(leads_of(period)))))


def by_page(period: Period) -> dict[int, Funnel]:
    """A funnel for each page that sent an inquiry; one statement."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    sent = leads_of(period).filter(source_page_id__isnull=False)
    for page_id, furthest, number in _counted(sent, "source_page_id"):
        found[page_id][furthest] = number
    return {page_id: Funnel(counts) for page_id, counts in found.items()}


def _counted(leads: QuerySet[Lead], *columns: str) -> Iterable[tuple[Any, ...]]:
    """The number of leads for each value of the columns and each furthest stage."""
    return leads.values_list(*columns, "furthest").annotate(number=Count("*"))


def percent(part: int, whole: int) -> float:
    """A share in percent, one decimal; nought of nothing is nought."""
    return round(100 * part / whole, 1) if whole else 0.0
