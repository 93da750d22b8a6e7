"""来电登记: a call that came in, written down in the same way as a question from the site."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm import routing_queries
from crm.errors import NobodyToAsk
from crm.models import HotlineTap, Inquiry, Kind, Lead
from crm.routing_queries import Situation
from crm.rules import ladder, routing
from crm.rules.attribution import Source
from crm.rules.cadence import Outcome
from crm.rules.routing import Question, Reason
from crm.rules.routing_rules import Affair
from crm.rules.stages import Stage
from crm.rules.steps import Why
from crm.services import diary, follow_ups, inquiries, leads, plans
from crm.services.inquiries import TRIES, WITHOUT_ROSTER
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

    A lead that is somebody's stays hers; one out of the pool, and a new one, belong to whoever answered, a caller known
    before to her consultant. A resend gives what it already made. Raises NobodyToAsk.
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
    met = routing_queries.situation(call.phone.e164, roster.values(), at=at, recently=timedelta())
    known = met.known
    tap = HotlineTap.objects.select_related("page").filter(pk=call.tap_id or 0, inquiry=None).first()
    owner, reason = _owner(call, met, roster, by, at)
    steps = ladder.instants(owner.coming, at, settings.FIRST_RESPONSE_MINUTES, without_roster=WITHOUT_ROSTER)
    if known is not None and known.is_open:
        lead = _again(known, call, owner.consultant, steps, by=by, at=at)
    else:
        lead = _open(call, owner.consultant, reason, steps, tap, at)
    inquiry = _written_down(call, lead, tap, at)
    diary.write(lead, Kind.ASKED, at=at, by=by, data={"inquiry": inquiry.number, "page": inquiry.page_title})
    if known is None or known.pk != lead.pk:
        diary.write(lead, Kind.ASSIGNED, at=at, by=by, data={"reason": reason})
        diary.write(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW)
    if tap is not None:
        tap.inquiry = inquiry
        tap.save(update_fields=["inquiry"])
    if call.organisation_name:
        inquiries.add_details(inquiry.pk, organisation_name=call.organisation_name, at=at)
    if call.outcome is not None:
        leads.log_call(lead.pk, outcome=call.outcome, by=by, note=call.note, at=at)
    else:
        _leave_message(call, lead, owner.consultant, steps, by=by, at=at)
    return inquiry


def _owner(call: Call, met: Situation, roster: dict[int, OnRoster], by: User, at: datetime) -> tuple[OnRoster, Reason]:
    """Whose the call is: the open lead's owner, the caller's consultant of old, whoever answered, the lightest desk."""
    if met.known is not None and met.known.owner_id in roster:
        return roster[met.known.owner_id], Reason.RETURNING
    if answered := next((one for one in roster.values() if one.consultant.user_id == by.pk), None):
        return answered, Reason.TELEPHONE
    topics = routing_queries.topics(call.phone.e164, call.organisation_name)
    question = Question(topics=topics, affair=Affair(topics, call.source, call.head_count, clock.local(at)))
    rules = routing_queries.rules(at)
    decision = routing.choose(routing_queries.candidates(roster.values(), met.loads, at), question, rules)
    if decision is None:
        raise NobodyToAsk
    return roster[decision.consultant_id], decision.reason


def _open(
    call: Call, owner: Consultant, reason: Reason, steps: list[datetime], tap: HotlineTap | None, at: datetime
) -> Lead:
    due_at = steps[ladder.RUNGS.index(ladder.Rung.BACKUP)]
    lead = Lead(
        phone=call.phone.e164,
        name=call.name,
        head_count=call.head_count,
        owner=owner,
        source=call.source,
        source_page_id=tap.page_id if tap else None,
        routing_reason=reason,
        asked_at=at,
        last_asked_at=at,
        touched_at=at,
        response_due_at=due_at,
    )
    insert(lead)
    return lead


def _again(lead: Lead, call: Call, owner: Consultant, steps: list[datetime], *, by: User, at: datetime) -> Lead:
    """The same person again; out of the pool she goes to whoever answered, and nothing automatic follows."""
    plans.stop(lead, why=Why.CALLED, at=at)
    if lead.owner_id != owner.pk:
        lead.owner, lead.pooled_at = owner, None
        lead.save(update_fields=["owner", "pooled_at"])
        diary.write(lead, Kind.ASSIGNED, at=at, by=by, data={"reason": Reason.TELEPHONE})
    lead.last_asked_at = lead.touched_at = at
    lead.head_count = call.head_count or lead.head_count
    lead.save(update_fields=["last_asked_at", "touched_at", "head_count"])
    return lead


def _written_down(call: Call, lead: Lead, tap: HotlineTap | None, at: datetime) -> Inquiry:
    inquiry = Inquiry(
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
