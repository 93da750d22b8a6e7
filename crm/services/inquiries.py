"""Receiving an inquiry: one transaction from the question to the owner, the clock and the messages."""

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection
from django.db.models import Model
from django.utils.translation import gettext as _

from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.models import Inquiry, Kind, Lead
from crm.queries import routing as routing_queries
from crm.queries.routing import Desks, Situation
from crm.rules import ladder, routing
from crm.rules.attribution import Source
from crm.rules.ladder import Rung
from crm.rules.routing import Decision, Question
from crm.rules.routing_rules import Affair
from crm.rules.stages import Stage
from crm.services import diary, follow_ups, plans, response_clock, unowned
from kit import clock, language, pipeline, throttle
from kit.combining import Combiner
from kit.inserts import insert
from kit.models import made
from kit.phones import Phone
from kit.throttle import TooManyRequests
from messaging.models import Purpose
from messaging.services import outbox
from messaging.services.outbox import Draft

# Without 0/O and 1/I: the number is read aloud on the telephone.
NUMBER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NUMBER_LENGTH = 6
ASKED_AGAIN = ["owner", "pooled_at", "last_asked_at", "touched_at", "head_count", "ladder", "escalate_at"]
TRIES = 3
# So many inquiries of one instant are chosen for together: what one transaction writes in a few milliseconds.
COMPANY = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor sent, checked and normalised; `submission_key` is equal for equal resends, `programme` a slug."""

    name: str
    phone: Phone
    head_count: int | None
    submission_key: uuid.UUID
    source: Source
    consent_version: str
    consent_address: str | None = None
    page_id: int | None = None
    page_title: str = ""
    shown_consultant_id: int | None = None
    visit_id: uuid.UUID | None = None
    landing_path: str = ""
    referrer: str = ""
    utm: dict[str, str] = field(default_factory=dict)
    suspect_reason: str = ""
    organisation_name: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the house answers at an instant: a number, who and why, and the instants of the response ladder.

    `desk` is the owner's, or that of whoever looks after her work.
    """

    number: str
    decision: Decision
    desk: OnRoster
    steps: list[datetime]
    at: datetime

    @property
    def due_at(self) -> datetime:
        """The promise: the rung on which it is broken."""
        return self.steps[ladder.RUNGS.index(Rung.BACKUP)]

    def asking(self, asked: Asked) -> dict[str, str]:
        """What the diary keeps of the question."""
        return {"inquiry": self.number, "page": asked.page_title}


def receive(asked: Asked, *, at: datetime | None = None) -> Inquiry:
    """Store the question, find or open its lead, choose the consultant, start the clock, post the messages.

    A resend gives the inquiry it already made. Two questions of one number at the same instant meet at the unique
    index, and the later one starts over and finds the lead of the earlier. Raises TooManyRequests.
    """
    at = at or clock.now()
    # What is read once in a while is read before others have to wait for it.
    consultants.roster(at)
    routing_queries.rules(at)
    for attempt in range(TRIES):
        if attempt == TRIES - 1:
            # The page or the consultant the form named has gone meanwhile; the question has not.
            asked = replace(asked, page_id=None, shown_consultant_id=None)
        try:
            if asked.suspect_reason:
                return _quarantine(asked, at)
            # Within somebody's transaction an inquiry is hers alone.
            return (together.alone if connection.in_atomic_block else together)((asked, at))
        except IntegrityError as error:
            clash = error
            if already := Inquiry.objects.filter(submission_key=asked.submission_key).first():
                return already
    raise clash


def _receive(gather: Callable[[], Sequence[tuple[Asked, datetime]]], leave: Callable[[], None]) -> list[Inquiry]:
    """Receive the inquiries of one instant, the latest of theirs, in one transaction: all of them or none."""
    at_most, period = throttle.amount_and_period(settings.INQUIRIES_PER_PHONE)
    inquiries: list[Inquiry] = []
    rows: list[Model] = []
    with pipeline.atomic(when_sent=leave), language.of_the_house():
        routing_queries.take_turn()
        asking = gather()
        at = clock.local(max(at for _asked, at in asking))
        roster = {one.consultant.id: one for one in consultants.roster(at)}
        rules = routing_queries.rules(at)
        situations = routing_queries.situations(
            [(asked.phone.e164, asked.organisation_name) for asked, _at in asking],
            roster.values(),
            at=at,
            recently=period,
            organisation_days=rules.organisation_days,
        )
        desks = Desks(roster.values(), situations[0].loads, at)
        for (asked, _at), met in zip(asking, situations, strict=True):
            if met.recent_inquiries >= at_most:
                raise TooManyRequests
            decision = routing.choose(desks.candidates, _question(asked, met, at), rules)
            inquiry, begun = (
                _into_the_pool(met, asked, at)
                if decision is None
                else _to_a_desk(met, asked, decision, roster, desks, at)
            )
            inquiries.append(inquiry)
            rows += begun
        insert(*rows, ring=outbox.DELIVER)
    return inquiries


# Choosing a consultant is one at a time, so a rush is chosen for in companies, each number once (docs/adr/0039).
together = Combiner(_receive, about=lambda one: one[0].phone.e164, at_most=COMPANY)


def _to_a_desk(
    met: Situation, asked: Asked, decision: Decision, roster: Mapping[int, OnRoster], desks: Desks, at: datetime
) -> tuple[Inquiry, list[Model]]:
    owner = roster[decision.consultant_id].consultant
    # Whoever looks after her work while she is away makes the promise and is told of it.
    desk = consultants.in_charge(roster, decision.consultant_id, at) or roster[decision.consultant_id]
    answer = Answer(new_number(at), decision, desk, response_clock.promise(desk, at), at)
    if met.known is not None and met.known.is_open:
        was_hers = met.known.owner_id == owner.pk
        lead, rows = _ask_again(met.known, asked, answer)
    else:
        was_hers = False
        lead, rows = _open(met.new_lead_id, asked, answer)
    if not was_hers:
        desks.put(lead, owner.pk)
    lead.owner = owner
    inquiry = made(Inquiry, id=met.new_inquiry_id, number=answer.number, asked_at=at, **_as_asked(asked))
    inquiry.lead = lead
    return inquiry, [*rows, inquiry, *outbox.enclose(*_messages(inquiry, lead, desk.consultant, answer))]


def _question(asked: Asked, met: Situation, at: datetime) -> Question:
    topics = routing_queries.topics(asked.phone.e164, asked.organisation_name, asked.programme)
    return Question(
        returning_to=met.known.owner_id if met.known else None,
        organisation_to=met.organisation_to,
        shown=asked.shown_consultant_id,
        topics=topics,
        affair=Affair(topics, asked.source, asked.head_count, clock.local(at)),
    )


def _open(key: int, asked: Asked, answer: Answer) -> tuple[Lead, list[Model]]:
    """A lead for somebody new, and the rows that begin its life: to be written together."""
    at, decision = answer.at, answer.decision
    lead = made(
        Lead,
        id=key,
        phone=asked.phone.e164,
        name=asked.name,
        head_count=asked.head_count,
        owner_id=decision.consultant_id,
        source=asked.source,
        source_page_id=asked.page_id,
        routing_reason=decision.reason,
        routing_trace=decision.trace,
        asked_at=at,
        last_asked_at=at,
        touched_at=at,
        response_due_at=answer.due_at,
        ladder=answer.steps,
        escalate_at=answer.steps[0],
        next_step_at=answer.due_at,
        next_step_note=_("First call"),
    )
    return lead, [
        lead,
        diary.line(lead, Kind.ASKED, at=at, by=None, data=answer.asking(asked)),
        diary.line(lead, Kind.ASSIGNED, at=at, by=None, data={"reason": decision.reason}),
        diary.line(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW),
        follow_ups.first(lead),
        *plans.begin(lead, answer.desk.coming, at=at),
    ]


def _ask_again(lead: Lead, asked: Asked, answer: Answer) -> tuple[Lead, list[Model]]:
    """The same person again: her lead stays hers, and the next call comes forward to the new promise."""
    at, decision = answer.at, answer.decision
    if lead.escalate_at is None:
        lead.ladder, lead.escalate_at = answer.steps, answer.steps[0]
    rows: list[Model] = [diary.line(lead, Kind.ASKED, at=at, by=None, data=answer.asking(asked))]
    if lead.owner_id != decision.consultant_id:
        lead.owner_id, lead.pooled_at = decision.consultant_id, None
        rows.append(diary.line(lead, Kind.ASSIGNED, at=at, by=None, data=decision.line()))
    lead.last_asked_at = lead.touched_at = at
    lead.head_count = asked.head_count or lead.head_count
    lead.save(update_fields=ASKED_AGAIN)
    if lead.next_step_at is None or lead.next_step_at > answer.due_at:
        follow_ups.replace_call(lead, due_at=answer.due_at, note=_("Asked again"), at=at)
    return lead, rows


def _into_the_pool(met: Situation, asked: Asked, at: datetime) -> tuple[Inquiry, list[Model]]:
    """Nobody works here: the question is kept all the same, its lead lies in the pool, and the manager is told."""
    number, known = new_number(at), met.known
    told = {"inquiry": number, "page": asked.page_title}
    begins: list[Model] = []
    if known is not None and known.is_open:
        lead = known
        lead.last_asked_at = at
        lead.save(update_fields=["last_asked_at"])
    else:
        lead, begins = unowned.begin(
            met.new_lead_id,
            at=at,
            phone=asked.phone.e164,
            name=asked.name,
            head_count=asked.head_count,
            source=asked.source,
            source_page_id=asked.page_id,
        )
    asking = diary.line(lead, Kind.ASKED, at=at, by=None, data=told)
    inquiry = Inquiry(pk=met.new_inquiry_id, lead=lead, number=number, asked_at=at, **_as_asked(asked))
    return inquiry, [*begins, asking, inquiry, *outbox.enclose(*unowned.alarm(lead, number, at))]


def _quarantine(asked: Asked, at: datetime) -> Inquiry:
    return Inquiry.objects.create(
        number=new_number(at), asked_at=at, suspect_reason=asked.suspect_reason, **_as_asked(asked)
    )


def _as_asked(asked: Asked) -> dict[str, object]:
    return {
        "submission_key": asked.submission_key,
        "name": asked.name,
        "phone": asked.phone.e164,
        "phone_raw": asked.phone.raw,
        "phone_extension": asked.phone.extension,
        "head_count": asked.head_count,
        "page_id": asked.page_id,
        "page_title": asked.page_title,
        "shown_consultant_id": asked.shown_consultant_id,
        "visit_id": asked.visit_id,
        "landing_path": asked.landing_path,
        "referrer": asked.referrer,
        "utm": asked.utm,
        "consent_version": asked.consent_version,
        "consent_address": asked.consent_address,
    }


def new_number(at: datetime) -> str:
    """What a visitor is told and can read aloud: the day and six signs."""
    return f"{clock.local(at):%y%m%d}-" + "".join(
        NUMBER_LETTERS[byte % len(NUMBER_LETTERS)] for byte in secrets.token_bytes(NUMBER_LENGTH)
    )


def _messages(inquiry: Inquiry, lead: Lead, caller: Consultant, answer: Answer) -> list[Draft]:
    promised, at = clock.spoken(answer.due_at, seen_from=answer.at), answer.at
    return [
        Draft(
            template="inquiry_received",
            to=lead.phone,
            context={
                "name": inquiry.name,
                "number": inquiry.number,
                "consultant": caller.name,
                "callback_by": promised,
            },
            dedupe_key=f"inquiry:{inquiry.number}:received",
            topic=lead.topic,
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + follow_ups.STALE_AFTER,
        ),
        Draft(
            template="inquiry_assigned",
            to=caller.hotline,
            context={"name": inquiry.name, "head_count": inquiry.head_count, "due": promised},
            dedupe_key=f"inquiry:{inquiry.number}:assigned",
            topic=lead.topic,
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + follow_ups.STALE_AFTER,
        ),
    ]
