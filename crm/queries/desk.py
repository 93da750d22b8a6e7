"""What one screen or one decision needs to read, across models."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Consultant
from crm.models import Activity, Deed, DeedKind, DeedLead, DeskRules, Inquiry, Lead
from crm.models.lead import LeadQuerySet
from crm.queries import cadence
from crm.queries.cadence import PlanOfLead
from crm.queries.pool import UNDO_WITHIN
from kit import clock
from messaging.models import Message, OptOut


def colleagues(numbers: Collection[str]) -> dict[str, bool]:
    """Those of the numbers that are colleagues', each with whether its owner works here and may sign in."""
    known = Consultant.objects.filter(hotline__in=numbers).values_list("hotline", "is_active", "user__is_active")
    found = {hotline: works_here and may_sign_in is not False for hotline, works_here, may_sign_in in known}
    manager = DeskRules.objects.current().manager_phone
    return found | ({manager: True} if manager in numbers else {})


def ladders_due(at: datetime) -> LeadQuerySet:
    """Leads a rung of whose ladder has fallen due, the oldest first, locked; what others hold is left to them."""
    due = Lead.objects.filter(escalate_at__lte=at).order_by("escalate_at")
    return due.select_related("owner").select_for_update(no_key=True, skip_locked=True, of=("self",))


PER_PAGE = 25


class Tab(TextChoices):
    """The desk's queues, in the order in which they want to be emptied."""

    WAITING = "waiting", _("First answer owed")
    COVER = "cover", _("Standing in")
    TODAY = "today", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    OPEN = "open", _("All open")
    ALL = "all", _("All leads")


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


def visible_lead(user: User, pk: int, at: datetime) -> Lead | None:
    """A lead with its organisation and owner, if this person may see it."""
    if not user.works_leads:
        return None
    seen = Lead.objects.all() if user.sees_all_leads else Lead.objects.seen_by(user.pk, at)
    return seen.filter(pk=pk).select_related("organisation", "owner").first()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lead's timeline: a diary line or a text message, at the instant it happened."""

    at: datetime
    activity: Activity | None = None
    message: Message | None = None


IN_THE_DIARY = (
    "kind",
    "at",
    "stage_from",
    "stage_to",
    "outcome",
    "text",
    "data",
    "actor__username",
    "actor__display_name",
    "consultant__name",
)


@dataclass(frozen=True, slots=True)
class Story:
    """What the panes of one lead tell.

    Everything that happened to it, newest first; what it asked and where, the oldest first; whether its number is
    closed for messages; the follow-up plan it began, None for those who came before plans, or by telephone. `undone`
    tells when the acts of an instant were undone, `undoable` which act the reader may undo still.
    """

    entries: list[Entry]
    inquiries: list[Inquiry]
    refuses_texts: bool
    plan: PlanOfLead | None
    undone: dict[datetime, datetime]
    undoable: Deed | None


def story(lead: Lead, *, to: User, at: datetime) -> Story:
    """Everything that the panes of one lead tell this person."""
    lines = Activity.objects.filter(lead=lead).timeline().only(*IN_THE_DIARY)
    texts = Message.objects.about(lead.topic).only("created_at", "to_number", "body", "state")
    entries = [Entry(one.at, activity=one) for one in lines]
    entries += [Entry(one.created_at, message=one) for one in texts]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    inquiries = Inquiry.objects.filter(lead=lead).order_by("asked_at").only("lead", "page_title", "remarks")
    refusal = OptOut.objects.filter(number=lead.phone).order_by("-id").only("is_out").first()
    acts = DeedLead.objects.filter(lead=lead)
    mine = Deed.objects.done_by(to).fresh(at - UNDO_WITHIN).exclude(kind=DeedKind.HAND_OVER)
    return Story(
        entries,
        list(inquiries),
        bool(refusal and refusal.is_out),
        cadence.of_lead(lead),
        {done: undone for done, undone in acts.values_list("deed__at", "undone_at") if undone},
        mine.filter(leads__in=acts.untouched()).first(),
    )
