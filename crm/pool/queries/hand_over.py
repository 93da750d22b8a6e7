"""What a hand-over needs to read."""

from django.db.models import Count, Q

from consultants.models import Consultant
from crm.leads.models import Lead
from crm.leads.rules.stages import OPEN
from crm.pool.rules import shares


def desks() -> list[tuple[Consultant, int]]:
    """Everybody with open leads, here or gone, with how many."""
    open_leads = Count("leads", filter=Q(leads__stage__in=OPEN))
    found = Consultant.objects.annotate(open_count=open_leads).filter(open_count__gt=0).order_by("position", "pk")
    numbers = dict(found.values_list("pk", "open_count"))
    return [(one, numbers[one.pk]) for one in found]


def open_leads(consultant: Consultant) -> list[Lead]:
    """The open leads of a desk, the most urgent first; none is left out."""
    return list(
        Lead.objects.filter(owner=consultant).open().select_related("organisation").order_by("next_step_at", "pk")
    )


def ended_count(consultant: Consultant) -> int:
    """Leads that ended on this desk; they stay in its reports."""
    return Lead.objects.filter(owner=consultant).exclude(stage__in=OPEN).count()


def proposal(leads: list[Lead], receivers: list[Consultant]) -> dict[int, int]:
    """Who gets which lead by fair share: the lightest desk first."""
    counted = Lead.objects.filter(owner__in=receivers).open().values("owner").annotate(number=Count("pk"))
    loads = {one.pk: 0 for one in receivers} | {row["owner"]: row["number"] for row in counted.order_by()}
    return shares.spread([lead.pk for lead in leads], loads)
