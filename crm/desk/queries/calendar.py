"""The calendar of a desk: the next steps of some days, leads without one, and whose calendar a user may open."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from accounts.models import User
from consultants.models import Consultant, Leave
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.due import Due
from kit import clock

# So many leads without a next step are offered beside the calendar.
MOST_UNPLANNED = 6


def desks(user: User, at: datetime) -> QuerySet[Consultant]:
    """The consultants whose calendar a user may open: the own one and of colleagues covered; a manager's are all."""
    here = Consultant.objects.active()
    if user.sees_all_leads:
        return here
    covered = Leave.objects.confirmed().filter(cover__user=user, starts_at__lte=at, ends_at__gt=at)
    return here.filter(Q(user=user) | Q(pk__in=covered.values("consultant")))


def leads_of(user: User, desk: Consultant | None, at: datetime) -> LeadQuerySet:
    """The open leads of one desk, where the user works on them; of all desks without one."""
    leads = Lead.objects.worked_on_by(user, at).open()
    return leads.filter(owner=desk) if desk else leads


def steps(leads: LeadQuerySet, first: date, last: date, *, most: int) -> dict[date, tuple[list[Lead], int]]:
    """The leads whose next step falls on each day, the earliest `most` of them, and how many there are."""
    day = TruncDate("next_step_at", tzinfo=clock.SHANGHAI)
    rows: QuerySet[Any] = (
        leads.filter(next_step_at__gte=clock.start_of(first), next_step_at__lt=clock.end_of(last))
        .annotate(
            day=day,
            place=Window(RowNumber(), partition_by=[day], order_by=["next_step_at", "pk"]),
            in_day=Window(Count("*"), partition_by=[day]),
        )
        .filter(place__lte=most)
        .select_related("organisation", "owner")
        .defer("routing_trace", "remarks")
        .order_by("next_step_at", "pk")
    )
    days = ((on, list(group)) for on, group in groupby(rows, key=lambda lead: lead.day))
    return {on: (found, found[0].in_day) for on, found in days}


def late_before(leads: LeadQuerySet, day: date, at: datetime) -> int:
    """How many next steps are late since an earlier day."""
    return leads.filter(next_step_at__lt=min(at, clock.start_of(day))).count()


def unplanned(leads: LeadQuerySet, at: datetime) -> list[Lead]:
    """A few leads without a next step, those asked last first."""
    return list(
        leads.due(Due.NEVER, at)
        .select_related("organisation", "owner")
        .defer("routing_trace", "remarks")
        .order_by("-last_asked_at", "pk")[:MOST_UNPLANNED]
    )
