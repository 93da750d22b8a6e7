"""What a hand-over reads."""

from django.db.models import Count, Q, QuerySet

from consultants.models import Consultant
from crm.leads.models import Lead
from crm.leads.rules.stages import OPEN
from crm.pool.rules import shares


def desks() -> QuerySet[Consultant]:
    """Every consultant with open leads, also those who have left; `open_count` is their number."""
    open_count = Count("leads", filter=Q(leads__stage__in=OPEN, leads__merged_into=None))
    return Consultant.objects.annotate(open_count=open_count).filter(open_count__gt=0).order_by("position", "pk")


def open_leads(consultant: Consultant) -> list[Lead]:
    """All open leads of a consultant, the most urgent first."""
    return list(
        Lead.objects.filter(owner=consultant).open().select_related("organisation").order_by("next_step_at", "pk")
    )


def ended_count(consultant: Consultant) -> int:
    """How many leads of a consultant have ended; they stay in the reports."""
    return Lead.objects.filter(owner=consultant).exclude(stage__in=OPEN).count()


def proposal(leads: list[Lead], receivers: list[Consultant]) -> dict[int, int]:
    """Which receiver gets which lead: always the one with the fewest open leads."""
    counts = Lead.objects.filter(owner__in=receivers).open().order_by().values_list("owner").annotate(Count("pk"))
    loads = {receiver.pk: 0 for receiver in receivers} | dict(counts)
    return shares.spread([lead.pk for lead in leads], loads)
