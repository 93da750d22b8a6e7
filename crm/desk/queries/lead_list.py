"""The list of leads: its rows in the order that was chosen, and what they add up to."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, Sum

from accounts.models import User
from crm.desk.rules import lead_list
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet

ORDERS: dict[str, tuple[Any, ...]] = {
    lead_list.NEXT_STEP: ("next_step_at", "pk"),
    lead_list.NEWEST: ("-asked_at", "pk"),
    lead_list.LATEST: ("-last_asked_at", "pk"),
    lead_list.LARGEST: (F("head_count").desc(nulls_last=True), "pk"),
}
# Tags of so many leads are offered.
TAGGED_LATELY = 500


def leads_of(user: User) -> LeadQuerySet:
    """The leads of a user's desk that count; a manager's are all."""
    return Lead.objects.on_desk_of(user).counted()


def listed(user: User, sort: str) -> LeadQuerySet:
    """The same as the list shows them, in the order that was chosen."""
    leads = leads_of(user).select_related("organisation", "owner").defer("routing_trace", "remarks")
    return leads.order_by(*ORDERS[sort])


def sums(leads: QuerySet[Lead], at: datetime) -> dict[str, int]:
    """How many leads, how many people, and how many of them are late."""
    return dict(leads.order_by().aggregate(**figures(at)))


def figures(at: datetime) -> dict[str, Any]:
    """What leads add up to: how many, how many people, and how many of them are late."""
    is_late = Q(next_step_at__lt=at)
    return {"leads": Count("*"), "people": Sum("head_count", default=0), "late": Count("pk", filter=is_late)}


def tags_lately(user: User) -> list[str]:
    """Tags that the user's latest leads have."""
    latest = leads_of(user).exclude(tags=[]).order_by("-pk").values("pk")[:TAGGED_LATELY]
    every = Lead.objects.filter(pk__in=latest).annotate(tag=Func(F("tags"), function="unnest"))
    return list(every.order_by("tag").values_list("tag", flat=True).distinct())
