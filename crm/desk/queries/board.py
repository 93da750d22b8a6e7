"""The board: open leads by stage, the most urgent of each, and what each column adds up to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from crm.desk.queries.lead_list import figures
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.stages import OPEN, Stage

# So many leads of a column are shown.
MOST_CARDS = 10
NOTHING = {"leads": 0, "people": 0, "late": 0}


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its most urgent leads, and how many leads, people and late leads it has in all."""

    stage: Stage
    cards: list[Lead]
    sums: dict[str, int]

    @property
    def is_cut(self) -> bool:
        """Whether it has more leads than are shown."""
        return self.sums["leads"] > len(self.cards)


def columns(leads: LeadQuerySet, at: datetime) -> list[Column]:
    """The open leads by stage; those of the pool have no desk and are left out."""
    owned = leads.open().filter(owner__isnull=False)
    return [
        Column(stage, list(cards(owned.filter(stage=stage), at)[:MOST_CARDS]), sums)
        for stage, sums in _sums(owned, at).items()
    ]


def cards(leads: LeadQuerySet, at: datetime) -> QuerySet[Lead]:
    """Leads with what a card shows, the most urgent first."""
    return leads.select_related("organisation", "owner").defer("routing_trace", "remarks").by_urgency(at)


def _sums(leads: LeadQuerySet, at: datetime) -> dict[Stage, dict[str, int]]:
    rows = leads.order_by().values("stage").annotate(**figures(at))
    return dict.fromkeys(OPEN, NOTHING) | {Stage(row.pop("stage")): row for row in rows}
