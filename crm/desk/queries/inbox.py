"""What the list of a desk reads."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from accounts.models import User
from crm.desk.rules.tabs import Tab
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from kit import clock

PER_PAGE = 25


def leads_of(user: User | AnonymousUser, tab: Tab, at: datetime) -> LeadQuerySet:
    """What one tab of a person's desk may hold: the leads they stand in for, or their own (a manager's are all)."""
    own = Lead.objects.standing_in(user, at) if tab == Tab.COVER else Lead.objects.on_desk_of(user)
    return own.select_related("organisation", "owner")


# What a row of the list shows. Each further instant costs as much to read as three words.
IN_A_ROW = (
    "name",
    "head_count",
    "theme",
    "source",
    "stage",
    "last_asked_at",
    "next_step_at",
    "next_step_note",
    "organisation__name",
    "owner__name",
)


def inbox(user: User, leads: LeadQuerySet, tab: Tab, at: datetime, number: int) -> "Inbox":
    """Page `number` of these leads in the order of a tab, and how full each tab is."""
    start = (number - 1) * PER_PAGE
    rows = list(in_tab(leads, tab, at).only(*IN_A_ROW)[start : start + PER_PAGE + 1])
    return Inbox(counts(user, at), Slice(rows[:PER_PAGE], number, has_next=len(rows) > PER_PAGE))


def counts(user: User, at: datetime) -> dict[str, int]:
    """How many leads wait behind each tab but the last."""
    midnight = clock.midnight_after(at)
    found: dict[str, int] = (
        Lead.objects.on_desk_of(user)
        .open()
        .aggregate(
            **{
                Tab.WAITING.value: Count("pk", filter=Q(first_response_at=None)),
                Tab.TODAY.value: Count("pk", filter=LeadQuerySet.is_due_before(midnight)),
                Tab.OVERDUE.value: Count("pk", filter=Q(next_step_at__lt=at)),
                Tab.OPEN.value: Count("pk"),
            }
        )
    )
    if not user.sees_all_leads:
        found[Tab.COVER.value] = Lead.objects.standing_in(user, at).count()
    return found


def in_tab(leads: LeadQuerySet, tab: Tab, at: datetime) -> LeadQuerySet:
    """Those that lie in one tab, in the order in which they want to be called."""
    match tab:
        case Tab.ALL:
            return leads.order_by("-asked_at", "pk")
        case Tab.WAITING:
            leads = leads.waiting()
        case Tab.TODAY:
            leads = leads.due_before(clock.midnight_after(at))
        case Tab.OVERDUE:
            leads = leads.overdue(at)
        case Tab.OPEN:
            leads = leads.open()
    return leads.order_by("next_step_at", "pk")


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list, without ever counting the whole list."""

    rows: list[Lead]
    number: int
    has_next: bool

    @property
    def previous(self) -> int:
        """The number of the page before."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the page after."""
        return self.number + 1


@dataclass(frozen=True, slots=True)
class Inbox:
    """A list with its tabs.

    `counts` tell how many leads wait behind each tab but the last; a consultant's also what she has to do for others
    today, while a manager stands in for nobody.
    """

    counts: dict[str, int]
    slice: Slice


def waiting_count(user: User | AnonymousUser) -> int:
    """How many first answers a person owes; every page of the workspace asks this, so nothing else is counted."""
    return Lead.objects.on_desk_of(user).waiting().count()
