"""Writing down a telephone call (来电登记) as an inquiry."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from crm.cadences.rules.steps import Why
from crm.cadences.services import runs
from crm.intake.models import HotlineTap, Inquiry
from crm.intake.rules.asked import Asked
from crm.intake.rules.suspicion import Suspicion
from crm.intake.services import choice, details, inquiries, unowned
from crm.intake.services.choice import Assignment
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.rules.outcomes import CONSEQUENCES, Outcome
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN, Stage
from crm.leads.services import leads, notices, ownership, response_clock, tasks, timeline, undo
from kit import clock, language
from kit.phones import Phone
from messaging.services import outbox

CONSENT = "telephone"


@dataclass(frozen=True, slots=True)
class Call:
    """What a consultant wrote down.

    `outcome` is None when the caller wanted a colleague and only left a message. `tap_id` is the tap of a hotline the
    call is believed to come from.
    """

    name: str
    phone: Phone
    source: Source = Source.HOTLINE
    head_count: int | None = None
    head_count_raw: str = ""
    organisation_name: str = ""
    note: str = ""
    outcome: Outcome | None = None
    tap_id: int | None = None

    def asked(self, tap: HotlineTap | None) -> Asked:
        """The inquiry, with the page of the tap it came from."""
        return Asked(
            name=self.name,
            phone=self.phone,
            head_count=self.head_count,
            head_count_raw=self.head_count_raw,
            submission_key=uuid.uuid4(),
            source=self.source,
            consent_version=CONSENT,
            organisation_name=self.organisation_name,
            page_id=tap.page_id if tap else None,
            page_title=tap.page.title[:120] if tap and tap.page else "",
            shown_consultant_id=tap.consultant_id if tap else None,
            visit_id=tap.visit_id if tap else None,
        )


def take(call: Call, *, by: User, at: datetime | None = None) -> Inquiry:
    """Write a call down: find or open its lead, credit the page, log the call or leave the owner a message.

    A lead that has an owner keeps it. One in the pool, and a new one, are routed like every inquiry: a known caller to
    the same consultant, one of a known organisation to its consultant, any other to the consultant who answered. Where
    no consultant works here the lead lies in the pool, and the manager is told. There is no limit for a number, no
    confirmation and no plan.
    """
    at = at or clock.now()
    return inquiries.with_routing_locked(lambda: _take(call, by, at))


def _take(call: Call, by: User, at: datetime) -> Inquiry:
    tap = HotlineTap.objects.select_related("page").filter(pk=call.tap_id or 0, inquiry=None).first()
    inquiry = inquiries.new_inquiry(call.asked(tap), at)
    chosen = choice.choose(inquiry, answered_by=by.pk, at=at)
    known, assignment = chosen.open_lead, chosen.assignment
    before = undo.remember([known]) if known else {}
    owner_before = known.owner_id if known else None
    lead = inquiry.lead = known or inquiries.open_lead(inquiry, assignment, at)
    inquiry.save(force_insert=True)
    if tap is not None:
        tap.inquiry = inquiry
        tap.save(update_fields=["inquiry"])
    inquiries.begin_timeline(inquiry, lead, assignment, is_new=known is None, by=by, at=at)
    if known:
        _ask_again(known, call, assignment, by=by, at=at)
    if call.organisation_name:
        details.add(inquiry.pk, organisation_name=call.organisation_name, at=at)
        lead.refresh_from_db()
    if assignment is None:
        _leave_in_pool(call, lead, inquiry, by=by, at=at)
    elif call.outcome is None:
        _leave_message(call, lead, inquiry, assignment, by=by, at=at)
    else:
        leads.called(lead, outcome=call.outcome, by=by, note=call.note, at=at)
        if lead.owner_id != owner_before and assignment.owner.user_id != by.pk:
            notices.post(notices.assigned(lead, _text_key(inquiry), at), at=at)
    inquiry.promised_at = lead.next_step_at
    if known or assignment:
        # Whatever was written last: the lead is locked.
        line = Activity.objects.filter(lead=lead).latest("pk")
        inquiry.telephone_action = undo.record(
            ActionKind.TELEPHONE, [line], before=before or {lead.pk: {}}, by=by, at=at
        )
    inquiry.save(update_fields=["promised_at", "telephone_action"])
    return inquiry


def discard(action: Action, *, at: datetime) -> None:
    """Discard the inquiry of a call that was undone; a lead known before is restored already.

    What was typed stays in the timeline. A lead that the call opened is lost as written down by mistake, and can be
    reopened. The tap is free for another call, and a text that was not sent yet is cancelled. A call that opened a lead
    where no consultant works here has no action and cannot be undone.
    """
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(telephone_action=action)
    with language.of_the_site():
        reason = _("Written down by mistake")
    opened = action.leads.filter(before={}, lead__stage__in=OPEN).first()
    if opened is not None:
        leads.advance(opened.lead_id, to=Stage.LOST, lost_reason=reason, by=None, at=at)
    HotlineTap.objects.filter(inquiry=inquiry).update(inquiry=None)
    outbox.withdraw(_text_key(inquiry))
    inquiry.lead, inquiry.suspect_reason, inquiry.reviewed_by = None, Suspicion.MISTAKE, action.by
    inquiry.discarded_at, inquiry.discard_reason = at, reason
    inquiry.save(update_fields=["lead", "suspect_reason", "reviewed_by", "discarded_at", "discard_reason"])


def _ask_again(lead: Lead, call: Call, assignment: Assignment | None, *, by: User, at: datetime) -> None:
    """End the plan of a known lead, and give the lead to the consultant chosen."""
    runs.stop([lead], why=Why.CALLED, at=at)
    if assignment is not None:
        inquiries.reassign(lead, assignment, by=by, at=at)
    ownership.ask_again(lead, head_count=call.head_count, at=at)


def _leave_in_pool(call: Call, lead: Lead, inquiry: Inquiry, *, by: User, at: datetime) -> None:
    """Keep the call on a lead without an owner, and tell the manager: no stage moves and no next step is planned."""
    if call.outcome is not None:
        data = response_clock.stop(lead, at=at, reached=CONSEQUENCES[call.outcome].reached)
        timeline.write(lead, Kind.CALLED, at=at, by=by, outcome=call.outcome, text=call.note, data=data)
    elif call.note:
        timeline.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    notices.post(*unowned.alarm(lead, inquiry.number, at), at=at)


def _text_key(inquiry: Inquiry) -> str:
    """The dedupe key of the text to a colleague about a call."""
    return f"telephone:{inquiry.number}"


def _leave_message(call: Call, lead: Lead, inquiry: Inquiry, assignment: Assignment, *, by: User, at: datetime) -> None:
    """Promise a call by the consultant: note, clock, next step and a text to the consultant."""
    due_at = inquiries.promised(lead, assignment, at)
    if call.note:
        timeline.write(lead, Kind.NOTED, at=at, by=by, text=call.note)
    response_clock.run_again(lead, assignment.escalation_instants, at=at)
    if lead.next_step_at != due_at:
        tasks.replace_call(lead, due_at=due_at, note=_("Wants a call back"), at=at)
    to = recipients.number_for(assignment.owner, at)
    context = {"name": lead.name, "due": clock.spoken(due_at, seen_from=at)}
    notices.post(
        notices.draft(lead, "caller_left_message", to=to, context=context, key=_text_key(inquiry), at=at), at=at
    )
