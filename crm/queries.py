"""What one screen or one decision needs to read, across models."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.models import Activity, DeskRules, Inquiry, Lead
from crm.models.desk_rules import THE_ONE
from crm.models.lead import LeadQuerySet
from crm.rules.attribution import Source
from crm.rules.routing import Candidate
from crm.rules.stages import OPEN, Stage
from kit import clock
from messaging.models import Message

# An old lead that stands still does not make a desk heavy; and a bounded count stays fast.
LIGHTNESS_DAYS = 30

# The two questions of the visitor's transaction are written out: compiling them anew each time cost more than asking.
LOAD = "SELECT owner_id, count(*) FROM crm_lead WHERE stage = ANY(%s) AND asked_at >= %s GROUP BY owner_id"
KNOWN = """
    SELECT * FROM crm_lead WHERE phone = %s
    ORDER BY stage = ANY(%s) DESC, asked_at DESC LIMIT 1 FOR UPDATE
"""


def known_lead(phone: str) -> Lead | None:
    """The open lead of a number, else its latest one, locked until the transaction ends."""
    return next(iter(Lead.objects.raw(KNOWN, [phone, list(OPEN)])), None)


def candidates(known: Iterable[OnRoster], at: datetime) -> list[Candidate]:
    """The consultants of the roster as routing sees them: on duty or not, and how much lies on each desk."""
    with connection.cursor() as cursor:
        cursor.execute(LOAD, [list(OPEN), at - timedelta(days=LIGHTNESS_DAYS)])
        load = dict(cursor.fetchall())
    return [
        Candidate(
            consultant_id=card.consultant.pk,
            position=card.consultant.position,
            open_leads=load.get(card.consultant.pk, 0),
            is_on_duty=card.is_on_duty,
            next_on_duty_at=card.next_from,
        )
        for card in (one.card(at) for one in known)
    ]


def desk_rules() -> DeskRules:
    """What the managers decided; the built-in rules while they have decided nothing."""
    return DeskRules.objects.of_the_house().first() or DeskRules(pk=THE_ONE)


def ladders_due(at: datetime) -> LeadQuerySet:
    """Leads a rung of whose ladder has fallen due, the oldest first, locked; what others hold is left to them."""
    due = Lead.objects.filter(escalate_at__lte=at).order_by("escalate_at")
    return due.select_related("owner").select_for_update(skip_locked=True, of=("self",))


PER_PAGE = 25


class Tab(TextChoices):
    """The desk's queues, in the order in which they want to be emptied."""

    WAITING = "waiting", _("First answer owed")
    COVER = "cover", _("Standing in")
    TODAY = "today", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    OPEN = "open", _("All open")
    ALL = "all", _("All leads")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of leads is narrowed by; None and empty text mean not at all.

    `since` and `until` are dates in Asia/Shanghai, `until` included; `reached` counts those that came at least so far.
    """

    tab: Tab = Tab.WAITING
    q: str = ""
    owner: Consultant | None = None
    source: str = ""
    stage: str = ""
    reached: str = ""
    since: date | None = None
    until: date | None = None
    page_id: int | None = None
    in_pool: bool = False

    @property
    def words(self) -> list[str]:
        """What narrows the list besides its tab, in the reader's language."""
        period = f"{self.since or ''} – {self.until or ''}" if self.since or self.until else ""
        said = [
            self.q,
            self.owner.name if self.owner else "",
            Source(self.source).label if self.source else "",
            Stage(self.stage).label if self.stage else "",
            _("reached %(stage)s") % {"stage": Stage(self.reached).label} if self.reached else "",
            period,
            _("one page") if self.page_id else "",
            _("in the pool") if self.in_pool else "",
        ]
        return [str(word) for word in said if word]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the tab narrows the list."""
        return bool(self.words)


def desk(user: User | AnonymousUser, by: Narrowing, at: datetime) -> LeadQuerySet:
    """The leads a person may see, narrowed, in the order in which they want to be called."""
    own = Lead.objects.standing_in(user, at) if by.tab == Tab.COVER else Lead.objects.on_desk_of(user)
    visible = own.select_related("organisation", "owner")
    return _queue(_narrowed(visible, by), by.tab, at)


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


def inbox(user: User | AnonymousUser, by: Narrowing, at: datetime) -> LeadQuerySet:
    """The same leads with only the columns a row of the list shows."""
    return desk(user, by, at).only(*IN_A_ROW)


def _narrowed(found: LeadQuerySet, by: Narrowing) -> LeadQuerySet:
    equal = {"owner": by.owner, "source": by.source, "stage": by.stage, "source_page_id": by.page_id}
    found = found.filter(**{name: value for name, value in equal.items() if value})
    if by.in_pool:
        found = found.in_pool()
    if by.q:
        found = found.matching(by.q)
    if by.reached:
        found = found.reached(Stage(by.reached))
    if by.since:
        found = found.filter(asked_at__gte=clock.start_of(by.since))
    if by.until:
        found = found.filter(asked_at__lt=clock.start_of(by.until + timedelta(days=1)))
    return found


def _queue(found: LeadQuerySet, tab: Tab, at: datetime) -> LeadQuerySet:
    match tab:
        case Tab.ALL:
            return found.order_by("-asked_at", "pk")
        case Tab.WAITING:
            found = found.waiting()
        case Tab.TODAY:
            found = found.due_today(at)
        case Tab.OVERDUE:
            found = found.overdue(at)
        case Tab.OPEN:
            found = found.open()
    return found.order_by("next_step_at", "pk")


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


def slice_of(leads: LeadQuerySet, number: int) -> Slice:
    """Page `number`, from 1; one row more than shown tells whether another page follows."""
    start = (number - 1) * PER_PAGE
    rows = list(leads[start : start + PER_PAGE + 1])
    return Slice(rows[:PER_PAGE], number, has_next=len(rows) > PER_PAGE)


def waiting_count(user: User | AnonymousUser) -> int:
    """How many first answers a person owes; every page of the workspace asks this, so nothing else is counted."""
    return Lead.objects.on_desk_of(user).waiting().count()


def standing_in_count(user: User, at: datetime) -> int:
    """How much a consultant has to do for others today; a manager stands in for nobody."""
    return 0 if user.sees_all_leads else Lead.objects.standing_in(user, at).count()


def desk_counts(user: User | AnonymousUser, at: datetime) -> dict[str, int]:
    """How many leads wait behind each tab but the last, in one statement that the index of the desk answers alone."""
    return (
        Lead.objects.on_desk_of(user)
        .open()
        .aggregate(
            waiting=Count("pk", filter=Q(first_response_at=None)),
            today=Count("pk", filter=LeadQuerySet.is_due_today(at)),
            overdue=Count("pk", filter=Q(next_step_at__lt=at)),
            open=Count("*"),
        )
    )


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


def timeline(lead: Lead) -> list[Entry]:
    """Everything that happened to a lead, newest first, in two statements."""
    lines = Activity.objects.filter(lead=lead).timeline().only(*IN_THE_DIARY)
    texts = Message.objects.about(lead.topic).only("created_at", "to_number", "body", "state")
    entries = [Entry(one.at, activity=one) for one in lines] + [Entry(one.created_at, message=one) for one in texts]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def inquiries(lead: Lead) -> list[Inquiry]:
    """What a lead asked and where, the oldest first."""
    return list(lead.inquiries.order_by("asked_at").only("lead", "page_title", "remarks"))
