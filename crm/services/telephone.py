"""来电登记: a call that came in, written down in the same way as a question from the site."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from crm.models import HotlineTap, Inquiry, Kind, Lead
from crm.queries import recipients
from crm.rules.attribution import Source
from crm.rules.cadence import CONSEQUENCES, Outcome
from crm.rules.stages import Stage
from crm.rules.steps import Why
from crm.services import (
    choice,
    diary,
    follow_ups,
    inquiries,
    leads,
    notices,
    ownership,
    plans,
    response_clock,
    second_step,
    unowned,
)
from crm.services.choice import Asking, Assignment
from crm.services.inquiries import TRIES
from kit import clock, language
from kit.phones import Phone
from messaging.models import Purpose
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

    A lead that has an owner keeps it. One out of the pool, and a new one, are routed like every inquiry: a caller
    known before to the same consultant, one of a known organisation to the consultant who knows it, anybody else to
    whoever answered. Where nobody works it lies in the pool, and the manager is told. A resend gives what it already
    made.
    """
    at = at or clock.now()
    for attempt in range(TRIES):
        try:
            with transaction.atomic(), language.of_the_house():
                return _take(call, by, at)
        except IntegrityError:
            # The same form at the same instant, or the tap has been given to another call meanwhile.
            if already := _already(call):
                return already
            if attempt == TRIES - 1:
                raise
    raise AssertionError  # the last try returns or raises


def _already(call: Call) -> Inquiry | None:
    return Inquiry.objects.select_related("lead").filter(submission_key=call.key).first()


def _take(call: Call, by: User, at: datetime) -> Inquiry:
    if already := _already(call):
        return already
    chosen = choice.choose(_asking(call, by), at=at)
    tap = HotlineTap.objects.select_related("page").filter(pk=call.tap_id or 0, inquiry=None).first()
    if chosen.assignment is None:
        return _into_the_pool(call, chosen.open_lead, tap, by=by, at=at)
    assignment = chosen.assignment
    is_new = chosen.open_lead is None
    gets_owner = chosen.open_lead is None or chosen.open_lead.owner_id != assignment.owner.pk
    if chosen.open_lead:
        lead = _again(chosen.open_lead, call, assignment, by=by, at=at)
    else:
        lead = _open(call, assignment, tap, at)
    inquiry = _written_down(call, lead, tap, by=by, at=at)
    if is_new:
        diary.write(lead, Kind.ASSIGNED, at=at, by=by, data={"reason": assignment.decision.reason})
        diary.write(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW)
    if call.organisation_name:
        second_step.add(inquiry.pk, organisation_name=call.organisation_name, at=at)
    if call.outcome is None:
        _leave_message(call, lead, assignment, by=by, at=at)
    else:
        lead = leads.log_call(lead.pk, outcome=call.outcome, by=by, note=call.note, at=at)
        if gets_owner and assignment.owner.user_id != by.pk:
            notices.post(notices.assigned(lead, f"telephone:{call.key}", at), at=at)
    inquiry.promised_at = lead.next_step_at
    inquiry.save(update_fields=["promised_at"])
    return inquiry


def _asking(call: Call, by: User) -> Asking:
    return Asking(
        phone=call.phone,
        name=call.name,
        source=call.source,
        head_count=call.head_count,
        organisation=call.organisation_name,
        answered_by=by.pk,
    )


def _open(call: Call, assignment: Assignment, tap: HotlineTap | None, at: datetime) -> Lead:
    return Lead.objects.create(
        phone=call.phone.e164,
        phone_extension=call.phone.extension,
        name=call.name,
        head_count=call.head_count,
        owner=assignment.owner,
        source=call.source,
        source_page_id=tap.page_id if tap else None,
        routing_reason=assignment.decision.reason,
        routing_trace=assignment.decision.trace,
        asked_at=at,
        last_asked_at=at,
        touched_at=at,
        response_due_at=assignment.due_at,
    )


def _again(lead: Lead, call: Call, assignment: Assignment, *, by: User, at: datetime) -> Lead:
    """The same person again; out of the pool, and from somebody who left, the lead goes where the choice says.

    Nothing automatic follows any more.
    """
    plans.stop(lead, why=Why.CALLED, at=at)
    if lead.owner_id != assignment.owner.pk:
        ownership.give(lead, to=assignment.owner, at=at)
        diary.write(lead, Kind.ASSIGNED, at=at, by=by, data=assignment.decision.line())
    lead.last_asked_at = lead.touched_at = at
    lead.head_count = call.head_count or lead.head_count
    lead.save(update_fields=["last_asked_at", "touched_at", "head_count"])
    return lead


def _into_the_pool(call: Call, open_lead: Lead | None, tap: HotlineTap | None, *, by: User, at: datetime) -> Inquiry:
    """Nobody works here: the call is kept all the same, its lead lies in the pool, and the manager is told."""
    lead = open_lead or unowned.begin(
        at=at,
        phone=call.phone.e164,
        phone_extension=call.phone.extension,
        name=call.name,
        head_count=call.head_count,
        source=call.source,
        source_page_id=tap.page_id if tap else None,
    )
    lead.last_asked_at = at
    lead.save(update_fields=["last_asked_at"])
    inquiry = _written_down(call, lead, tap, by=by, at=at)
    if call.organisation_name:
        second_step.add(inquiry.pk, organisation_name=call.organisation_name, at=at)
    if call.outcome is not None:
        # No stage moves and no next step is planned: whoever gets the lead begins with what was said.
        told = response_clock.stop(lead, at=at, reached=CONSEQUENCES[call.outcome].reached)
        diary.write(lead, Kind.CALLED, at=at, by=by, outcome=call.outcome, text=call.note, data=told)
    elif call.note:
        diary.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    notices.post(*unowned.alarm(lead, inquiry.number, at), at=at)
    return inquiry


def _written_down(call: Call, lead: Lead, tap: HotlineTap | None, *, by: User, at: datetime) -> Inquiry:
    """The inquiry, its line in the timeline, and the tap it came from."""
    inquiry = Inquiry.objects.create(
        number=inquiries.new_number(at),
        submission_key=call.key,
        source=call.source,
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
    diary.write(lead, Kind.ASKED, at=at, by=by, data={"inquiry": inquiry.number, "page": inquiry.page_title})
    if tap is not None:
        tap.inquiry = inquiry
        tap.save(update_fields=["inquiry"])
    return inquiry


def _leave_message(call: Call, lead: Lead, assignment: Assignment, *, by: User, at: datetime) -> None:
    """A call by the consultant is promised: note, clock, plan and a text to the consultant."""
    due_at = assignment.due_at
    if call.note:
        diary.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    if lead.escalate_at is None:
        lead.ladder, lead.escalate_at = assignment.ladder, assignment.ladder[0]
        lead.save(update_fields=["ladder", "escalate_at"])
    if lead.next_step_at is None or lead.next_step_at > due_at:
        follow_ups.replace_call(lead, due_at=due_at, note=_("Wants a call back"), at=at)
    notices.post(
        Draft(
            template="caller_left_message",
            to=recipients.number_for(assignment.owner, at),
            context={"name": lead.name, "due": clock.spoken(due_at, seen_from=at)},
            dedupe_key=f"telephone:{call.key}",
            topic=lead.topic,
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + notices.STALE_AFTER,
        ),
        at=at,
    )
