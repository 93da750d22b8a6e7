"""Choosing the consultant of an inquiry, whatever entrance it came by."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.db.models import Case, QuerySet, When

from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.intake.models import Inquiry
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import IS_OPEN
from crm.leads.rules import escalation_steps
from crm.leads.rules.escalation_steps import EscalationStep
from crm.leads.services import response_clock
from crm.routing.queries import active, answering, topics, workload
from crm.routing.queries.workload import Load
from crm.routing.rules import choice
from crm.routing.rules.candidate import Candidate
from crm.routing.rules.choice import Decision, Question
from crm.routing.rules.document import RuleSet, Subject
from kit import clock, throttle
from kit.phones import Phone
from kit.throttle import TooManyRequests


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which consultant gets an inquiry and why; `desk` is the owner, or the colleague who covers for the owner.

    `escalation_instants` are the instants of the escalation, beginning now.
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
class Situation:
    """Roster, rules, and the leads of each consultant at one instant: read once for an inquiry, or for a whole list."""

    at: datetime
    rules: RuleSet
    roster: dict[int, OnRoster]
    loads: dict[int, Load]
    candidates: dict[int, Candidate]

    @classmethod
    def read(cls, at: datetime) -> Self:
        """The situation now; routing is locked by the caller."""
        roster = consultants.roster_without_leavers(at)
        loads = workload.loads(roster, at)
        candidates = {one.consultant_id: one for one in workload.candidates(roster, loads, at)}
        return cls(at, active.rules(at), {one.consultant.pk: one for one in roster}, loads, candidates)

    def decide(self, question: Question) -> Decision | None:
        """Whom routing chooses; None where no consultant works here."""
        return choice.choose(self.candidates.values(), question, self.rules)

    def count(self, consultant_id: int) -> None:
        """A consultant has got one more lead, which the next decision has to know."""
        self.loads[consultant_id] = self.loads.get(consultant_id, Load()).and_one(self.at)
        [self.candidates[consultant_id]] = workload.candidates([self.roster[consultant_id]], self.loads, self.at)


@dataclass(frozen=True, slots=True)
class Choice:
    """The visitor's lead, locked, and the assignment; None where no consultant works here."""

    known: Lead | None
    assignment: Assignment | None = field(default=None)

    @property
    def open_lead(self) -> Lead | None:
        """The lead that the inquiry belongs to; None where it opens a new one."""
        return self.known if self.known is not None and self.known.is_open else None


def choose(
    inquiry: Inquiry, *, at: datetime, programme: str = "", answered_by: int | None = None, at_most: str = ""
) -> Choice:
    """Choose the consultant of an unsaved inquiry, and lock the visitor's lead; routing is locked by the caller.

    `programme` is a slug, `answered_by` the key of the user who answered a telephone call; then the consultant shown
    does not count. `at_most` is how many inquiries one number may send, such as `6/hour`; empty for no limit. Raises
    TooManyRequests.
    """
    phone = Phone(inquiry.phone, inquiry.phone_raw, inquiry.phone_extension)
    callers = Lead.objects.of_caller(phone, inquiry.name)
    # Who waited for a merge looks once more: the number is one of the kept lead now, which the first look did not see.
    known = _known(callers) or _known(callers)
    if known and at_most:
        _check_limit(known, at_most, at)
    situation = Situation.read(at)
    asked = topics.topics_of(inquiry.phone, inquiry.organisation_name, programme)
    answered = (
        person.consultant.pk for person in situation.roster.values() if person.consultant.user_id == answered_by
    )
    question = Question(
        returning_to=known.owner_id if known else None,
        organisation_to=answering.owner_of_organisation(inquiry.organisation_name, situation.rules, at),
        answered=next(answered, None) if answered_by else None,
        shown=None if answered_by else inquiry.shown_consultant_id,
        topics=asked,
        subject=Subject(asked, inquiry.source, inquiry.head_count, clock.local(at)),
    )
    decision = situation.decide(question)
    if decision is None:
        return Choice(known)
    owner, desk = answering.in_charge(decision, situation.roster.values(), at)
    return Choice(known, Assignment(decision, owner.consultant, desk, response_clock.promise(desk.coming, at)))


def _known(callers: QuerySet[Lead]) -> Lead | None:
    """The visitor's open lead, else the latest one, locked until the transaction ends."""
    open_first = Case(When(IS_OPEN, then=0), default=1)
    return callers.select_for_update(no_key=True).order_by(open_first, "-asked_at").first()


def _check_limit(lead: Lead, at_most: str, at: datetime) -> None:
    number, period = throttle.amount_and_period(at_most)
    if Inquiry.objects.filter(lead=lead, asked_at__gt=at - period).count() >= number:
        raise TooManyRequests
