"""What one screen or one decision needs to read, across models."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from consultants.models import Consultant
from consultants.rules import duty
from crm.models import Lead
from crm.models.lead import IS_OPEN, IS_WAITING, LeadQuerySet
from crm.rules.routing import Candidate

# An old lead that stands still does not make a desk heavy; and a bounded count stays fast.
LIGHTNESS_DAYS = 30


def consultants_with_load(at: datetime) -> QuerySet[Consultant]:
    """Active consultants with their roster and the number of open leads of the last weeks, in one statement."""
    recent = (
        Lead.objects.open()
        .filter(owner=OuterRef("pk"), asked_at__gte=at - timedelta(days=LIGHTNESS_DAYS))
        .order_by()
        .values("owner")
        .annotate(total=Count("pk"))
        .values("total")
    )
    return (
        Consultant.objects.active()
        .with_roster(at)
        .annotate(open_leads=Coalesce(Subquery(recent, output_field=IntegerField()), 0))
    )


def candidate(consultant: Consultant, at: datetime) -> Candidate:
    """A consultant from `consultants_with_load` as routing sees her."""
    coming = consultant.windows(at)
    return Candidate(
        consultant_id=consultant.pk,
        position=consultant.position,
        open_leads=consultant.open_leads,  # type: ignore[attr-defined]  # annotated
        is_on_duty=duty.on_duty(coming, at) is not None,
        next_on_duty_at=coming[0].starts_at if coming else None,
    )


TABS = ("waiting", "today", "overdue", "open", "all")


def desk(user: User | AnonymousUser, tab: str, at: datetime) -> LeadQuerySet:
    """The leads of one tab of the desk, in the order in which they want to be called."""
    mine = Lead.objects.visible_to(user).select_related("organisation", "owner")
    match tab:
        case "waiting":
            return mine.waiting().order_by("next_step_at", "pk")
        case "today":
            return mine.due_today(at).order_by("next_step_at", "pk")
        case "overdue":
            return mine.overdue(at).order_by("next_step_at", "pk")
        case "open":
            return mine.open().order_by("next_step_at", "pk")
        case _:
            return mine.order_by("-asked_at", "pk")


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many leads wait behind each tab."""

    waiting: int
    today: int
    overdue: int
    open: int


def desk_counts(user: User | AnonymousUser, at: datetime) -> DeskCounts:
    """Count the tabs in one statement over the open leads only."""
    counted = (
        Lead.objects.visible_to(user)
        .open()
        .aggregate(
            waiting=Count("pk", filter=IS_WAITING),
            today=Count("pk", filter=LeadQuerySet.is_due_today(at)),
            overdue=Count("pk", filter=IS_OPEN & Q(next_step_at__lt=at)),
            open=Count("pk"),
        )
    )
    return DeskCounts(**counted)
