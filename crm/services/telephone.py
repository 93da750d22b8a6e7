"""来电登记: a call that came in, written down in the same way as a question from the site."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.models import HotlineTap, Inquiry, Kind, Lead
from crm.queries import routing as routing_queries
from crm.queries.routing import Situation
from crm.rules import ladder, routing
from crm.rules.attribution import Source
from crm.rules.cadence import CONSEQUENCES, Outcome
from crm.rules.routing import Decision, Question
from crm.rules.routing_rules import Affair
from crm.rules.stages import Stage
from crm.rules.steps import Why
from crm.services import diary, follow_ups, inquiries, leads, plans, response_clock, second_step, unowned
from crm.services.inquiries import TRIES
from kit import clock, language
from kit.inserts import insert
from kit.phones import Phone
from messaging.models import Purpose
from messaging.services import outbox
from messaging.services.outbox import Draft

CONSENT = "telephone"


@dataclass(frozen=True, slots=True)
class Call:
    """What was heard on the telephone; `key` is equal for equal resends.

    `outcome` is None when the caller wanted a colleague and only left a message. `tap_id` is the tap of a hotline the
    call is believed to come from.
    """

    name: str
    phone: Phone
    key: uuid.UUID
    source: Source = Source.HOTLINE
    head_count: int | None = None
    organisation_name: str = ""
    note: str = ""
    outcome: Outcome | None = None
    tap_id: int | None = None


def take(call: Call, *, by: User, at: datetime | None = None) -> Inquiry:
    """Write a call down: find or open its lead, credit the page, log the talk or leave its owner a message.

    A lead that is somebody's stays hers. One out of the pool, and a new one, go the way of every inquiry: a caller
    known before to her consultant, one of a known organisation to the consultant who knows it, anybody else to whoever
    answered. Where nobody works it lies in the pool, and the manager is told. A resend gives what it already made.
    """
    at = at or clock.now()
    for _attempt in range(TRIES):
        try:
            with transaction.atomic(), language.of_the_house():
                return _take(call, by, at)
        except IntegrityError as error:
            clash = error
            if made := Inquiry.objects.select_related("lead").filter(submission_key=call.key).first():
                return made
    raise clash


def _take(call: Call, by: User, at: datetime) -> Inquiry:
    roster = {one.consultant.pk: one for one in consultants.roster(at)}
    rules = routing_queries.rules(at)
    met = routing_queries.situation(
        call.phone.e164,
        roster.values(),
        at=at,
        recently=timedelta(),
        organisation=call.organisation_name,
        organisation_days=rules.organisation_days,
    )
    decision = routing.choose(
        routing_queries.candidates(roster.values(), met.loads, at), _question(call, met, roster, by, at), rules
    )
    known = met.known
    tap = HotlineTap.objects.select_related("page").filter(pk=call.tap_id or 0, inquiry=None).first()
    if decision is None:
        return _into_the_pool(met, call, tap, by=by, at=at)
    owner = roster[decision.consultant_id]
    # Whoever looks after her work while she is away makes the promise and is told of it.
    desk = consultants.in_charge(roster, decision.consultant_id, at) or owner
    steps = response_clock.promise(desk, at)
    if known is not None and known.is_open:
        lead = _again(known, call, owner.consultant, decision, by=by, at=at)
    else:
        lead = _open(met.new_lead_id, call, owner.consultant, decision, steps, tap, at)
    inquiry = _written_down(met.new_inquiry_id, call, lead, tap, by=by, at=at)
    is_new = known is None or known.pk != lead.pk
    if is_new:
        diary.write(lead, Kind.ASSIGNED, at=at, by=by, data={"reason": decision.reason})
        diary.write(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW)
    if call.organisation_name:
        second_step.add(inquiry.pk, organisation_name=call.organisation_name, at=at)
    if call.outcome is None:
        _leave_message(call, lead, desk.consultant, steps, by=by, at=at)
    else:
        lead = leads.log_call(lead.pk, outcome=call.outcome, by=by, note=call.note, at=at)
        if is_new and owner.consultant.user_id != by.pk:
            _tell_the_owner(call, lead, desk.consultant, at)
    return inquiry


def _question(call: Call, met: Situation, roster: dict[int, OnRoster], by: User, at: datetime) -> Question:
    topics = routing_queries.topics(call.phone.e164, call.organisation_name)
    return Question(
        returning_to=met.known.owner_id if met.known else None,
        organisation_to=met.organisation_to,
        answered=next((pk for pk, one in roster.items() if one.consultant.user_id == by.pk), None),
        topics=topics,
        affair=Affair(topics, call.source, call.head_count, clock.local(at)),
    )


def _open(
    key: int,
    call: Call,
    owner: Consultant,
    decision: Decision,
    steps: list[datetime],
    tap: HotlineTap | None,
    at: datetime,
) -> Lead:
    due_at = steps[ladder.RUNGS.index(ladder.Rung.BACKUP)]
    lead = Lead(
        pk=key,
        phone=call.phone.e164,
        name=call.name,
        head_count=call.head_count,
        owner=owner,
        source=call.source,
        source_page_id=tap.page_id if tap else None,
        routing_reason=decision.reason,
        routing_trace=decision.trace,
        asked_at=at,
        last_asked_at=at,
        touched_at=at,
        response_due_at=due_at,
    )
    insert(lead)
    return lead


def _again(lead: Lead, call: Call, owner: Consultant, decision: Decision, *, by: User, at: datetime) -> Lead:
    """The same person again; out of the pool, and from somebody who left, she goes where the choice says.

    Nothing automatic follows any more.
    """
    plans.stop(lead, why=Why.CALLED, at=at)
    if lead.owner_id != owner.pk:
        lead.owner, lead.pooled_at = owner, None
        lead.save(update_fields=["owner", "pooled_at"])
        diary.write(lead, Kind.ASSIGNED, at=at, by=by, data=decision.line())
    lead.last_asked_at = lead.touched_at = at
    lead.head_count = call.head_count or lead.head_count
    lead.save(update_fields=["last_asked_at", "touched_at", "head_count"])
    return lead


def _into_the_pool(met: Situation, call: Call, tap: HotlineTap | None, *, by: User, at: datetime) -> Inquiry:
    """Nobody works here: the call is kept all the same, its lead lies in the pool, and the manager is told."""
    known = met.known
    if known is not None and known.is_open:
        lead = known
        lead.last_asked_at = at
        lead.save(update_fields=["last_asked_at"])
    else:
        lead, begins = unowned.begin(
            met.new_lead_id,
            at=at,
            phone=call.phone.e164,
            name=call.name,
            head_count=call.head_count,
            source=call.source,
            source_page_id=tap.page_id if tap else None,
        )
        insert(*begins)
    inquiry = _written_down(met.new_inquiry_id, call, lead, tap, by=by, at=at)
    if call.organisation_name:
        second_step.add(inquiry.pk, organisation_name=call.organisation_name, at=at)
    if call.outcome is not None:
        # Nobody's stage moves and nobody's next step is planned: whoever gets the lead begins with what was said.
        told = response_clock.stop(lead, at=at, reached=CONSEQUENCES[call.outcome].reached)
        diary.write(lead, Kind.CALLED, at=at, by=by, outcome=call.outcome, text=call.note, data=told)
    elif call.note:
        diary.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    outbox.post(*unowned.alarm(lead, inquiry.number, at))
    return inquiry


def _written_down(key: int, call: Call, lead: Lead, tap: HotlineTap | None, *, by: User, at: datetime) -> Inquiry:
    """The inquiry, its line in the diary, and the tap it came from."""
    inquiry = Inquiry(
        pk=key,
        number=inquiries.new_number(at),
        submission_key=call.key,
        lead=lead,
        asked_at=at,
        name=call.name,
        phone=call.phone.e164,
        phone_raw=call.phone.raw,
        phone_extension=call.phone.extension,
        head_count=call.head_count,
        page_id=tap.page_id if tap else None,
        page_title=tap.page.title[:120] if tap and tap.page else "",
        shown_consultant_id=tap.consultant_id if tap else None,
        visit_id=tap.visit_id if tap else None,
        consent_version=CONSENT,
    )
    insert(inquiry)
    diary.write(lead, Kind.ASKED, at=at, by=by, data={"inquiry": inquiry.number, "page": inquiry.page_title})
    if tap is not None:
        tap.inquiry = inquiry
        tap.save(update_fields=["inquiry"])
    return inquiry


def _leave_message(call: Call, lead: Lead, owner: Consultant, steps: list[datetime], *, by: User, at: datetime) -> None:
    """Her consultant is promised to call: note, clock, plan and a text to her."""
    due_at = steps[ladder.RUNGS.index(ladder.Rung.BACKUP)]
    if call.note:
        diary.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    if lead.escalate_at is None:
        lead.ladder, lead.escalate_at = steps, steps[0]
        lead.save(update_fields=["ladder", "escalate_at"])
    if lead.next_step_at is None or lead.next_step_at > due_at:
        follow_ups.replace_call(lead, due_at=due_at, note=_("Wants a call back"), at=at)
    outbox.post(
        Draft(
            template="caller_left_message",
            to=owner.hotline,
            context={"name": lead.name, "due": clock.spoken(due_at, seen_from=at)},
            dedupe_key=f"telephone:{call.key}",
            topic=lead.topic,
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + follow_ups.STALE_AFTER,
        )
    )


def _tell_the_owner(call: Call, lead: Lead, owner: Consultant, at: datetime) -> None:
    """A colleague has talked with somebody whose consultant she is: the next step is hers."""
    due_at = lead.next_step_at or lead.response_due_at
    outbox.post(
        Draft(
            template="inquiry_assigned",
            to=owner.hotline,
            context={"name": lead.name, "head_count": lead.head_count, "due": clock.spoken(due_at, seen_from=at)},
            dedupe_key=f"telephone:{call.key}",
            topic=lead.topic,
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + follow_ups.STALE_AFTER,
        )
    )
