"""Receiving an inquiry: one transaction from the question to the owner, the clock and the messages."""

import secrets
import uuid
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from consultants.models import Consultant
from crm.cadences.rules import greeting
from crm.cadences.services import runs
from crm.intake.models import Inquiry
from crm.intake.services import choice, unowned
from crm.intake.services.choice import Asking, Assignment
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from crm.leads.services import notices, ownership, response_clock, tasks, timeline
from crm.routing.models import RoutingLock
from kit import clock, language, phones, text
from kit.phones import Phone
from messaging.models import Purpose
from messaging.services.outbox import Draft

# Without 0/O and 1/I: the number is read aloud on the telephone.
NUMBER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NUMBER_LENGTH = 6
TRIES = 3


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

    def cleaned(self) -> Self:
        """The same without what the database cannot hold, such as a NUL in a campaign's name."""
        said = ((one.name, getattr(self, one.name)) for one in fields(self))
        texts: dict[str, Any] = {name: text.clean(value) for name, value in said if type(value) is str}
        utm = {text.clean(name): text.clean(value) for name, value in self.utm.items()}
        return replace(self, **texts, utm=utm)


def receive(asked: Asked, *, at: datetime | None = None) -> Inquiry:
    """Store the inquiry, find or open its lead, choose the consultant, start the clock, post the messages.

    A resend gives the inquiry it already made. Raises TooManyRequests.
    """
    at, asked = at or clock.now(), asked.cleaned()
    for attempt in range(TRIES):
        try:
            with transaction.atomic(), language.of_the_house():
                return _receive(asked, at)
        except IntegrityError:  # another lead of this number has been reopened meanwhile
            if attempt == TRIES - 1:
                raise
    raise AssertionError  # the last try returns or raises


def _receive(asked: Asked, at: datetime) -> Inquiry:
    RoutingLock.objects.take()
    if already := Inquiry.objects.filter(submission_key=asked.submission_key).first():
        return already
    asked = _without_what_has_gone(asked)
    inquiry = Inquiry(number=new_number(at), asked_at=at, suspect_reason=asked.suspect_reason, **_as_asked(asked))
    if asked.suspect_reason:
        inquiry.save(force_insert=True)
    else:
        asking = replace(_asking(inquiry), organisation=asked.organisation_name, programme=asked.programme)
        route(inquiry, replace(asking, at_most=settings.INQUIRIES_PER_PHONE), at=at)
    return inquiry


def _without_what_has_gone(asked: Asked) -> Asked:
    """Page or consultant of a form may have gone since it was opened, which the database would say at the commit."""
    if asked.page_id and not Page.objects.filter(pk=asked.page_id).exists():
        asked = replace(asked, page_id=None)
    if asked.shown_consultant_id and not Consultant.objects.filter(pk=asked.shown_consultant_id).exists():
        asked = replace(asked, shown_consultant_id=None)
    return asked


def release(inquiry: Inquiry, *, at: datetime) -> None:
    """Route a locked inquiry that a person has looked at, as if it came now."""
    RoutingLock.objects.take()
    route(inquiry, _asking(inquiry), at=at)


def route(inquiry: Inquiry, asking: Asking, *, at: datetime) -> None:
    """Find or open the inquiry's lead, choose the consultant, start the clock, post the messages; writes the inquiry.

    Routing is locked by the caller. Raises TooManyRequests.
    """
    chosen = choice.choose(asking, at=at)
    assignment, lead = chosen.assignment, chosen.open_lead
    inquiry.lead = lead or open_lead(inquiry, assignment, at, **_promise(assignment))
    inquiry.promised_at = promised(inquiry.lead, assignment, at) if assignment else None
    inquiry.save()
    if assignment is None:
        _into_the_pool(inquiry, inquiry.lead, at)
        return
    if lead:
        _ask_again(lead, inquiry, assignment, at)
    else:
        _begin(inquiry.lead, inquiry, assignment, at)
    drafts = _messages(inquiry, inquiry.lead, assignment.desk.consultant, at, is_new=chosen.known is None)
    notices.post(*drafts, at=at)


def promised(lead: Lead, assignment: Assignment, at: datetime) -> datetime:
    """By when the lead is called: a call already planned for earlier stays."""
    planned = lead.next_step_at
    return planned if planned and at < planned <= assignment.due_at else assignment.due_at


def _asking(inquiry: Inquiry) -> Asking:
    return Asking(
        phone=Phone(inquiry.phone, inquiry.phone_raw, inquiry.phone_extension),
        name=inquiry.name,
        source=Source(inquiry.source),
        head_count=inquiry.head_count,
        organisation=inquiry.organisation_name,
        shown=inquiry.shown_consultant_id,
    )


def open_lead(inquiry: Inquiry, assignment: Assignment | None, at: datetime, **columns: Any) -> Lead:
    """A new lead, as the inquiry says, with further `columns`; it begins in the pool where no consultant works here."""
    said: dict[str, Any] = {
        "phone": inquiry.phone,
        "phone_extension": inquiry.phone_extension,
        "name": inquiry.name,
        "head_count": inquiry.head_count,
        "source": inquiry.source,
        "source_page_id": inquiry.page_id,
    }
    if assignment is None:
        return unowned.begin(at=at, **said)
    return ownership.begin(
        to=assignment.owner,
        at=at,
        **said,
        routing_reason=assignment.decision.reason,
        routing_trace=assignment.decision.trace,
        response_due_at=assignment.due_at,
        **columns,
    )


def _promise(assignment: Assignment | None) -> dict[str, Any]:
    """The columns of a lead that hold the call a visitor is promised."""
    if assignment is None:
        return {}
    return {
        "escalation_instants": assignment.escalation_instants,
        "escalate_at": assignment.escalation_instants[0],
        "next_step_at": assignment.due_at,
        "next_step_note": _("First call"),
    }


def _begin(lead: Lead, inquiry: Inquiry, assignment: Assignment, at: datetime) -> None:
    """What begins the life of a lead just opened: its timeline, the promised call and the follow-up plan."""
    Activity.objects.bulk_create(
        [
            timeline.line(lead, Kind.ASKED, at=at, by=None, data=_as_told(inquiry)),
            timeline.line(lead, Kind.ASSIGNED, at=at, by=None, data={"reason": assignment.decision.reason}),
            timeline.line(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW),
        ]
    )
    tasks.promise_call(lead)
    runs.begin(lead, assignment.desk.coming, at=at)


def _ask_again(lead: Lead, inquiry: Inquiry, assignment: Assignment, at: datetime) -> None:
    """The same person again: the lead stays with its owner, and the next call comes forward to the new promise."""
    timeline.write(lead, Kind.ASKED, at=at, by=None, data=_as_told(inquiry))
    if lead.owner_id != assignment.owner.pk:
        ownership.give(lead, to=assignment.owner, at=at)
        timeline.write(lead, Kind.ASSIGNED, at=at, by=None, data=assignment.decision.line())
    response_clock.run_again(lead, assignment.escalation_instants, at=at)
    ownership.ask_again(lead, head_count=inquiry.head_count, at=at)
    if lead.next_step_at != inquiry.promised_at:
        tasks.replace_call(lead, due_at=inquiry.promised_at, note=_("Asked again"), at=at)


def _into_the_pool(inquiry: Inquiry, lead: Lead, at: datetime) -> None:
    """Nobody works here: the inquiry is kept all the same, its lead lies in the pool, and the manager is told."""
    lead.last_asked_at = at
    lead.save(update_fields=["last_asked_at"])
    timeline.write(lead, Kind.ASKED, at=at, by=None, data=_as_told(inquiry))
    notices.post(*unowned.alarm(lead, inquiry.number, at), at=at)


def _as_told(inquiry: Inquiry) -> dict[str, str]:
    """What the timeline keeps of an inquiry."""
    return {"inquiry": inquiry.number, "page": inquiry.page_title}


def _as_asked(asked: Asked) -> dict[str, object]:
    return {
        "submission_key": asked.submission_key,
        "source": asked.source,
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


def _messages(inquiry: Inquiry, lead: Lead, caller: Consultant, at: datetime, *, is_new: bool) -> list[Draft]:
    notice = notices.assigned(lead, f"inquiry:{inquiry.number}:assigned", at)
    if inquiry.promised_at is None or not _is_confirmed(inquiry, at, is_new=is_new):
        return [notice]
    confirmation = Draft(
        template="inquiry_received",
        to=lead.phone,
        context={
            "name": greeting.greeting(inquiry.name, neutral=_("Dear visitor")),
            "number": inquiry.number,
            "consultant": caller.name,
            "callback_by": clock.spoken(inquiry.promised_at, seen_from=at),
        },
        dedupe_key=f"inquiry:{inquiry.number}:received",
        topic=lead.topic,
        purpose=Purpose.TRANSACTIONAL,
        expires_at=at + notices.STALE_AFTER,
        to_visitor=True,
    )
    return [confirmation, notice]


def _is_confirmed(inquiry: Inquiry, at: datetime, *, is_new: bool) -> bool:
    """Whether the visitor gets a confirmation: on a mobile, in the countries we text, and so many times a day."""
    is_reached = phones.is_mobile(inquiry.phone) and inquiry.phone.startswith(tuple(settings.CONFIRMATION_COUNTRIES))
    if not is_reached:
        return False
    if is_new:
        return settings.CONFIRMATIONS_A_DAY > 0
    today = clock.start_of(clock.local(at).date())
    asked_today = Inquiry.objects.filter(lead__phone=inquiry.phone, asked_at__gte=today).count()
    return asked_today <= settings.CONFIRMATIONS_A_DAY
