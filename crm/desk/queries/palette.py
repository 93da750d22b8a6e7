"""What the search box of the workspace finds: leads, organisations, and leads worked on lately."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from crm.leads.models import Action, Lead, Organisation
from crm.leads.models.lead_queryset import LeadQuerySet

MOST_LEADS, MOST_ORGANISATIONS = 8, 5
# The latest actions among which the leads worked on lately are found.
ACTIONS_LOOKED_AT = 40


def leads(user: User, at: datetime) -> LeadQuerySet:
    """All leads that a user works on, those asked last first."""
    found = Lead.objects.worked_on_by(user, at).counted().select_related("organisation", "owner")
    return found.defer("routing_trace", "remarks").order_by("-last_asked_at", "pk")


def organisations() -> QuerySet[Organisation]:
    """All organisations by name."""
    return Organisation.objects.kept().order_by("name", "pk")


def lately(user: User, at: datetime) -> list[Lead]:
    """The leads that a user acted on last, the latest first."""
    actions = Action.objects.done_by(user).order_by("-at").values("pk")[:ACTIONS_LOOKED_AT]
    keys = Action.objects.filter(pk__in=actions).order_by("-at").values_list("leads__lead", flat=True)
    latest = list(dict.fromkeys(key for key in keys if key))[:MOST_LEADS]
    found = leads(user, at).in_bulk(latest)
    return [found[key] for key in latest if key in found]
