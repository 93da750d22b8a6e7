"""Choosing the consultant of an inquiry, whatever entrance it came by."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, QuerySet, When

from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.intake.models import Inquiry
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import IS_OPEN
from crm.leads.rules import escalation_steps
from crm.leads.rules.escalation_steps import EscalationStep
from crm.leads.rules.sources import Source
from crm.leads.services import response_clock
from crm.routing.queries import active, answering, topics, workload
from crm.routing.rules import choice
from crm.routing.rules.choice import Decision, Question
from crm.routing.rules.document import Subject
from kit import clock, throttle
from kit.phones import Phone
from kit.throttle import TooManyRequests


@dataclass(frozen=True, slots=True)
class Asking:
    """What the choice is told of an inquiry; `answered_by` is the key of the user who took a telephone call.

    `at_most` is how many inquiries one number may send, such as `6/hour`; empty for no limit.
    """

    phone: Phone
    name: str
    source: Source
    head_count: int | None = None
    organisation: str = ""
    programme: str = ""
    shown: int | None = None
    answered_by: int | None = None
    at_most: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who gets an inquiry and why; `desk` is the owner, or the colleague who covers for the owner.

    `escalation_instants` holds the instants of the escalation, beginning now.
    """

    decision: Decision
    owner: Consultant
    desk: OnRoster
    escalation_instants: list[datetime]

    @property
    def due_at(self) -> datetime:
        """Until when a call is promised."""
        return self.escalation_instants[escalation_steps.ESCALATION_STEPS.index(EscalationStep.BACKUP)]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was found: the lead of the person, locked, and the assignment; None where no consultant works here."""

    known: Lead | None
    assignment: Assignment | None = field(default=None)

    @property
    def open_lead(self) -> Lead | None:
        """The lead that the inquiry belongs to; None where it opens a new one."""
        return self.known if self.known is not None and self.known.is_open else None


def choose(asking: Asking, *, at: datetime) -> Choice:
    """Choose, with routing locked by the caller, and lock the person's lead. Raises TooManyRequests."""
    roster = consultants.roster_without_leavers(at)
    rules = active.rules(at)
    at_most, period = throttle.amount_and_period(asking.at_most) if asking.at_most else (0, timedelta())
    known = _known(Lead.objects.of_caller(asking.phone, asking.name))
    if known and asking.at_most and Inquiry.objects.filter(lead=known, asked_at__gt=at - period).count() >= at_most:
        raise TooManyRequests
    organisation_to = answering.owner_of_organisation(asking.organisation, rules, at)
    question = _question(asking, known, organisation_to, roster, at)
    candidates = workload.candidates(roster, workload.loads(roster, at), at)
    decision = choice.choose(candidates, question, rules)
    if decision is None:
        return Choice(known)
    owner, desk = answering.in_charge(decision, roster, at)
    return Choice(known, Assignment(decision, owner.consultant, desk, response_clock.promise(desk.coming, at)))


def _known(callers: QuerySet[Lead]) -> Lead | None:
    """The person's open lead, else the latest one, locked until the transaction ends."""
    open_first = Case(When(IS_OPEN, then=0), default=1)
    return callers.select_for_update(no_key=True).order_by(open_first, "-asked_at").first()


def _question(
    asking: Asking, known: Lead | None, organisation_to: int | None, roster: Collection[OnRoster], at: datetime
) -> Question:
    asked = topics.topics_of(asking.phone.e164, asking.organisation, asking.programme)
    answered = (one.consultant.pk for one in roster if one.consultant.user_id == asking.answered_by)
    return Question(
        returning_to=known.owner_id if known else None,
        organisation_to=organisation_to,
        answered=next(answered, None) if asking.answered_by else None,
        shown=asking.shown,
        topics=asked,
        subject=Subject(asked, asking.source, asking.head_count, clock.local(at)),
    )
