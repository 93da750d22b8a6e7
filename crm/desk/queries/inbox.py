"""The lists of the inbox: which leads each tab shows, in which order, and how many."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from accounts.models import User
from crm.desk.rules.tabs import Tab
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from kit import clock


def in_tab(user: User, tab: Tab, at: datetime, *, is_search: bool = False) -> LeadQuerySet:
    """The leads of one tab, the most urgent first; a search goes through everything the user works on."""
    leads = Lead.objects.select_related("organisation", "owner").defer("routing_trace")
    if tab == Tab.ALL:
        wanted = leads.worked_on_by(user, at) if is_search else leads.on_desk_of(user)
        return wanted.counted().order_by("-asked_at", "pk")
    wanted = leads.to_cover(user, at) if tab == Tab.COVER else leads.on_desk_of(user).open().filter(_queues(at)[tab])
    return wanted.order_by("next_step_at", "pk")


def counts(user: User, at: datetime) -> dict[str, int]:
    """How many leads each tab shows, but for the last; a manager does not cover and has no such tab."""
    queues = {tab.value: Count("pk", filter=condition) for tab, condition in _queues(at).items()}
    numbers: dict[str, int] = Lead.objects.on_desk_of(user).open().aggregate(**queues)
    if not user.sees_all_leads:
        numbers[Tab.COVER.value] = Lead.objects.to_cover(user, at).count()
    return numbers


def waiting_count(user: User | AnonymousUser) -> int:
    """How many first answers a user owes; every page of the workspace shows this number alone."""
    return Lead.objects.on_desk_of(user).waiting().count()


def _queues(at: datetime) -> dict[Tab, Q]:
    """Which open leads of a desk each tab shows."""
    return {
        Tab.WAITING: Q(first_response_at=None),
        Tab.TODAY: Q(first_response_at__isnull=False, next_step_at__lt=clock.midnight_after(at)),
        Tab.OVERDUE: Q(next_step_at__lt=at),
        Tab.OPEN: Q(),
    }
