"""来电登记: a call that came in, written down in the same way as a question from the site."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from crm.cadences.rules.steps import Why
from crm.cadences.services import runs
from crm.intake.models import HotlineTap, Inquiry
from crm.intake.services import choice, details, inquiries, unowned
from crm.intake.services.choice import Asking, Assignment
from crm.intake.services.inquiries import TRIES
from crm.leads.errors import AlreadyUndone
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.rules.outcomes import CONSEQUENCES, Outcome
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN, Stage
from crm.leads.services import leads, notices, ownership, response_clock, tasks, timeline, undo
from crm.routing.models import RoutingLock
from kit import clock, language
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
        except IntegrityError:  # another lead of this number has been reopened meanwhile
            if attempt == TRIES - 1:
                raise
    raise AssertionError  # the last try returns or raises


def _already(call: Call) -> Inquiry | None:
    found = Inquiry.objects.select_related("lead", "telephone_action").filter(submission_key=call.key).first()
    if found is not None and found.lead_id is None:
        raise AlreadyUndone
    return found


def _take(call: Call, by: User, at: datetime) -> Inquiry:
    RoutingLock.objects.take()
    if already := _already(call):
        return already
    chosen = choice.choose(_asking(call, by), at=at)
    known, assignment = chosen.open_lead, chosen.assignment
    tap = HotlineTap.objects.select_related("page").filter(pk=call.tap_id or 0, inquiry=None).first()
    inquiry = _inquiry(call, tap, at)
    before = undo.remember([known]) if known else {}
    owner_before = known.owner_id if known else None
    lead = _again(known, call, assignment, by=by, at=at) if known else inquiries.open_lead(inquiry, assignment, at)
    inquiry.lead = lead
    inquiry.save(force_insert=True)
    if tap is not None:
        tap.inquiry = inquiry
        tap.save(update_fields=["inquiry"])
    _begin_timeline(inquiry, lead, None if known else assignment, by=by, at=at)
    if call.organisation_name:
        details.add(inquiry.pk, organisation_name=call.organisation_name, at=at)
        lead.refresh_from_db()
    if assignment is None:
        _leave_in_pool(call, lead, inquiry, by=by, at=at)
    elif call.outcome is None:
        _leave_message(call, lead, assignment, by=by, at=at)
    else:
        leads.called(lead, outcome=call.outcome, by=by, note=call.note, at=at)
        if lead.owner_id != owner_before and assignment.owner.user_id != by.pk:
            notices.post(notices.assigned(lead, _text_key(call.key), at), at=at)
    inquiry.promised_at = lead.next_step_at
    if known or assignment:
        line = Activity.objects.filter(lead=lead).latest("pk")
        inquiry.telephone_action = undo.record(
            ActionKind.TELEPHONE, [line], before=before or {lead.pk: {}}, by=by, at=at
        )
    inquiry.save(update_fields=["promised_at", "telephone_action"])
    return inquiry


def take_back(action: Action, *, at: datetime) -> None:
    """Undo the rest of a call written down, whose lead, known before, stands as before already.

    The inquiry is discarded; what was typed stays in the timeline. A lead that the call opened is lost as written down
    by mistake, and can be reopened. The tap may be another call's, and a text that has not left is called back. There
    is no undo for a first call where nobody works: it lies in the pool.
    """
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(telephone_action=action)
    with language.of_the_house():
        reason = _("Written down by mistake")
    opened = action.leads.filter(before={}, lead__stage__in=OPEN).first()
    if opened is not None:
        leads.advance(opened.lead_id, to=Stage.LOST, lost_reason=reason, by=None, at=at)
    HotlineTap.objects.filter(inquiry=inquiry).update(inquiry=None)
    outbox.withdraw(_text_key(inquiry.submission_key))
    inquiry.lead, inquiry.suspect_reason, inquiry.reviewed_by = None, "mistake", action.by
    inquiry.discarded_at, inquiry.discard_reason = at, reason
    inquiry.save(update_fields=["lead", "suspect_reason", "reviewed_by", "discarded_at", "discard_reason"])


def _asking(call: Call, by: User) -> Asking:
    return Asking(
        phone=call.phone,
        name=call.name,
        source=call.source,
        head_count=call.head_count,
        organisation=call.organisation_name,
        answered_by=by.pk,
    )


def _inquiry(call: Call, tap: HotlineTap | None, at: datetime) -> Inquiry:
    """The unsaved inquiry, with the page of the tap it came from."""
    return Inquiry(
        number=inquiries.new_number(at),
        submission_key=call.key,
        source=call.source,
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


def _again(lead: Lead, call: Call, assignment: Assignment | None, *, by: User, at: datetime) -> Lead:
    """The same person again; out of the pool, and from somebody who left, the lead goes where the choice says.

    Nothing automatic follows any more.
    """
    runs.stop([lead], why=Why.CALLED, at=at)
    if assignment is not None and lead.owner_id != assignment.owner.pk:
        ownership.give(lead, to=assignment.owner, at=at)
        timeline.write(lead, Kind.ASSIGNED, at=at, by=by, data=assignment.decision.line())
    ownership.ask_again(lead, head_count=call.head_count, at=at)
    return lead


def _begin_timeline(inquiry: Inquiry, lead: Lead, assignment: Assignment | None, *, by: User, at: datetime) -> None:
    """That somebody asked, and for a lead just opened with an owner who that is."""
    timeline.write(lead, Kind.ASKED, at=at, by=by, data={"inquiry": inquiry.number, "page": inquiry.page_title})
    if assignment is not None:
        timeline.write(lead, Kind.ASSIGNED, at=at, by=by, data={"reason": assignment.decision.reason})
        timeline.write(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW)


def _leave_in_pool(call: Call, lead: Lead, inquiry: Inquiry, *, by: User, at: datetime) -> None:
    """Nobody works here: the call is kept all the same, its lead lies in the pool, and the manager is told."""
    if call.outcome is not None:
        # No stage moves and no next step is planned: whoever gets the lead begins with what was said.
        told = response_clock.stop(lead, at=at, reached=CONSEQUENCES[call.outcome].reached)
        timeline.write(lead, Kind.CALLED, at=at, by=by, outcome=call.outcome, text=call.note, data=told)
    elif call.note:
        timeline.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    notices.post(*unowned.alarm(lead, inquiry.number, at), at=at)


def _text_key(key: uuid.UUID) -> str:
    """The dedupe key of what a colleague is told of a call."""
    return f"telephone:{key}"


def _leave_message(call: Call, lead: Lead, assignment: Assignment, *, by: User, at: datetime) -> None:
    """A call by the consultant is promised: note, clock, plan and a text to the consultant."""
    due_at = inquiries.promised(lead, assignment, at)
    if call.note:
        timeline.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    response_clock.run_again(lead, assignment.escalation_instants, at=at)
    if lead.next_step_at != due_at:
        tasks.replace_call(lead, due_at=due_at, note=_("Wants a call back"), at=at)
    notices.post(
        Draft(
            template="caller_left_message",
            to=recipients.number_for(assignment.owner, at),
            context={"name": lead.name, "due": clock.spoken(due_at, seen_from=at)},
            dedupe_key=_text_key(call.key),
            topic=lead.topic,
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + notices.STALE_AFTER,
        ),
        at=at,
    )
