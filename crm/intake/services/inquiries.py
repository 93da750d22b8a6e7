"""Receiving an inquiry: one transaction from the question to the owner, the clock and the messages."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from consultants.models import Consultant
from crm.cadences.services import runs
from crm.intake.models import Inquiry
from crm.intake.rules.asked import Asked
from crm.intake.services import choice, confirmation, details, unowned
from crm.intake.services.choice import Assignment
from crm.leads.models import Activity, Kind, Lead
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.leads.rules.reasons import Reason
from crm.leads.rules.stages import Stage
from crm.leads.services import notices, ownership, response_clock, tasks, timeline
from crm.routing.models import RoutingLock
from kit import clock, database, language

# Without 0/O and 1/I: the number is read aloud on the telephone.
NUMBER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NUMBER_LENGTH = 6
TRIES = 3


def receive(asked: Asked, *, at: datetime | None = None) -> Inquiry:
    """Store the inquiry and route it, unless it is suspect; keep its details, if any.

    A resend returns the inquiry that exists. Raises TooManyRequests.
    """
    at, asked = at or clock.now(), asked.cleaned()
    return with_routing_locked(lambda: _receive(asked, at))


def with_routing_locked(work: Callable[[], Inquiry]) -> Inquiry:
    """Do the work in one transaction under the routing lock; try again if it clashes with a lead that was reopened."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic(), language.of_the_site():
                RoutingLock.objects.take()
                return work()
        except IntegrityError as error:
            if attempt == TRIES - 1 or database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
                raise
    raise AssertionError  # the last try returns or raises


def _receive(asked: Asked, at: datetime) -> Inquiry:
    if existing := Inquiry.objects.filter(submission_key=asked.submission_key).first():
        return existing
    inquiry = new_inquiry(_with_existing_rows(asked), at)
    if inquiry.suspect_reason:
        inquiry.save(force_insert=True)
    else:
        route(inquiry, programme=asked.programme, at_most=settings.INQUIRIES_PER_PHONE, at=at)
    return details.add(inquiry.pk, **asked.details, at=at) if any(asked.details.values()) else inquiry


def _with_existing_rows(asked: Asked) -> Asked:
    """Without a page or a consultant deleted since the form was opened; the database would say so at the commit."""
    if asked.page_id and not Page.objects.filter(pk=asked.page_id).exists():
        asked = replace(asked, page_id=None)
    if asked.shown_consultant_id and not Consultant.objects.filter(pk=asked.shown_consultant_id).exists():
        asked = replace(asked, shown_consultant_id=None)
    return asked


def new_inquiry(asked: Asked, at: datetime) -> Inquiry:
    """The unsaved inquiry. Its number, which a visitor can read aloud, is the day and six signs."""
    signs = (NUMBER_LETTERS[byte % len(NUMBER_LETTERS)] for byte in secrets.token_bytes(NUMBER_LENGTH))
    return Inquiry(
        number=f"{clock.local(at):%y%m%d}-{''.join(signs)}",
        asked_at=at,
        submission_key=asked.submission_key,
        source=asked.source,
        suspect_reason=asked.suspect_reason,
        name=asked.name,
        phone=asked.phone.e164,
        phone_raw=asked.phone.raw,
        phone_extension=asked.phone.extension,
        head_count=asked.head_count,
        head_count_raw=asked.head_count_raw,
        organisation_name=asked.organisation_name,
        page_id=asked.page_id,
        page_title=asked.page_title,
        shown_consultant_id=asked.shown_consultant_id,
        visit_id=asked.visit_id,
        landing_path=asked.landing_path,
        referrer=asked.referrer,
        utm=asked.utm,
        consent_version=asked.consent_version,
        consent_address=asked.consent_address,
    )


def route(inquiry: Inquiry, *, at: datetime, programme: str = "", at_most: str = "") -> None:
    """Find or open the lead of a clean inquiry, choose the consultant, start the clock, post the messages; saves it.

    Routing is locked by the caller. Raises TooManyRequests.
    """
    chosen = choice.choose(inquiry, programme=programme, at_most=at_most, at=at)
    assignment, known = chosen.assignment, chosen.open_lead
    lead = inquiry.lead = known or open_lead(inquiry, assignment, at, **_promise(assignment))
    inquiry.promised_at = promised(lead, assignment, at) if assignment else None
    inquiry.save()
    begin_timeline(inquiry, lead, assignment, is_new=known is None, by=None, at=at)
    if assignment is None:
        if known:
            ownership.ask_again(known, head_count=inquiry.head_count, at=at)
        notices.post(*unowned.alarm(lead, inquiry.number, at), at=at)
        return
    if known:
        _ask_again(known, inquiry, assignment, at)
    else:
        tasks.promise_call(lead)
        runs.begin(lead, assignment.desk.coming, at=at)
    drafts = confirmation.drafts(inquiry, lead, assignment.desk.consultant, at, is_new=chosen.known is None)
    notices.post(*drafts, at=at)


def promised(lead: Lead, assignment: Assignment, at: datetime) -> datetime:
    """By when the lead is called: a call already planned for earlier stays."""
    planned = lead.next_step_at
    return planned if planned and at < planned <= assignment.due_at else assignment.due_at


def open_lead(inquiry: Inquiry, assignment: Assignment | None, at: datetime, **columns: Any) -> Lead:
    """A new lead for the inquiry, with further `columns`; it begins in the pool where no consultant works here."""
    values: dict[str, Any] = {
        "phone": inquiry.phone,
        "phone_extension": inquiry.phone_extension,
        "name": inquiry.name,
        "head_count": inquiry.head_count,
        "source": inquiry.source,
        "source_page_id": inquiry.page_id,
    }
    if assignment is None:
        return unowned.begin(at=at, **values)
    return ownership.begin(
        to=assignment.owner,
        at=at,
        **values,
        routing_reason=assignment.decision.reason,
        routing_trace=assignment.decision.trace,
        response_due_at=assignment.due_at,
        **columns,
    )


def begin_timeline(
    inquiry: Inquiry, lead: Lead, assignment: Assignment | None, *, is_new: bool, by: User | None, at: datetime
) -> None:
    """Write that the visitor asked; for a lead just opened also who owns it and why, or that it is in the pool."""
    data = {"inquiry": inquiry.number, "page": inquiry.page_title, "head_count": inquiry.head_count_raw}
    lines = [timeline.line(lead, Kind.ASKED, at=at, by=by, data=data)]
    if is_new:
        owned = timeline.line(lead, Kind.POOLED, at=at, by=None, data={"reason": Reason.UNOWNED})
        if assignment is not None:
            reason = {"reason": assignment.decision.reason}
            owned = timeline.line(lead, Kind.ASSIGNED, at=at, by=by, data=reason)
        lines += [owned, timeline.line(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW)]
    Activity.objects.bulk_create(lines)


def reassign(lead: Lead, assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """Give a lead that asked again to the consultant chosen, if that is another one; the timeline says why."""
    if lead.owner_id != assignment.owner.pk:
        ownership.give(lead, to=assignment.owner, at=at)
        timeline.write(lead, Kind.ASSIGNED, at=at, by=by, data=assignment.decision.line())


def _promise(assignment: Assignment | None) -> dict[str, Any]:
    """The columns of a lead that keep the promised call."""
    if assignment is None:
        return {}
    return {
        "escalation_instants": assignment.escalation_instants,
        "escalate_at": assignment.escalation_instants[0],
        "next_step_at": assignment.due_at,
        "next_step_note": _("First call"),
    }


def _ask_again(lead: Lead, inquiry: Inquiry, assignment: Assignment, at: datetime) -> None:
    """Begin a new promise for an open lead; the next call comes forward to it."""
    reassign(lead, assignment, by=None, at=at)
    response_clock.run_again(lead, assignment.escalation_instants, at=at)
    ownership.ask_again(lead, head_count=inquiry.head_count, at=at)
    if lead.next_step_at != inquiry.promised_at:
        tasks.replace_call(lead, due_at=inquiry.promised_at, note=_("Asked again"), at=at)
