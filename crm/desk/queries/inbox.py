"""The lists of the inbox: which leads each shows, in which order, and how many."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from accounts.models import User
from crm.desk.rules.tabs import Tab
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet


def in_tab(user: User, tab: Tab, at: datetime, *, is_search: bool = False) -> LeadQuerySet:
    """The leads of one list, the most urgent first; a search goes through everything the user works on."""
    leads = Lead.objects.select_related("organisation", "owner", "backup").defer("routing_trace")
    if tab == Tab.QUEUE:
        return leads.queue_of(user, at).by_urgency(at)
    if tab == Tab.ALL:
        wanted = leads.worked_on_by(user, at) if is_search else leads.on_desk_of(user)
        return wanted.counted().order_by("-asked_at", "pk")
    wanted = leads.to_cover(user, at) if tab == Tab.COVER else leads.on_desk_of(user).open()
    return wanted.order_by("next_step_at", "pk")


def counts(user: User, at: datetime) -> dict[str, int]:
    """How many leads each list shows, but for the last, and how many first answers are owed (`waiting`).

    A manager does not cover and has no such list.
    """
    numbers: dict[str, int] = (
        Lead.objects.on_desk_of(user)
        .open()
        .aggregate(open=Count("pk"), waiting=Count("pk", filter=Q(first_response_at=None)))
    )
    if not user.sees_all_leads:
        numbers[Tab.COVER.value] = Lead.objects.to_cover(user, at).count()
    return numbers


def waiting_count(user: User | AnonymousUser) -> int:
    """How many first answers a user owes; every page of the workspace shows this number alone."""
    return Lead.objects.on_desk_of(user).waiting().count()
