"""What a visitor's text message means: a line and a stop for her lead, or the first question of somebody new."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.cadences.rules.steps import Why
from crm.cadences.services import runs
from crm.intake.services import details, inquiries
from crm.intake.services.inquiries import Asked
from crm.leads.models import Kind, Lead
from crm.leads.queries import recipients
from crm.leads.rules.sources import Source
from crm.leads.services import notices, tasks, timeline
from kit import language, phones
from messaging.models import Purpose, Reply
from messaging.rules import lint, refusal
from messaging.services import colleagues, opt_outs
from messaging.services.outbox import Draft

CONSENT = "text message"
LONGEST_REMARK = 1000
# Carriers look twice at five texts to one number in a day: who writes three times in a row is one notice.
SECONDS_A_NOTICE = 600


@transaction.atomic
def take(reply: Reply, *, is_refusal: bool, at: datetime) -> None:
    """Put a text message where it belongs.

    A lead that is somebody's gets a line, its automatic texts stop, and its owner is told. Everybody else has asked
    something: an inquiry, and so has who wants texts again when the lead is closed. Not so a colleague who answers a
    notice, a sender nobody can call back, and a mere refusal.
    Then no lead is locked here, because whoever receives a question takes the house's turn before the lead's lock.
    Raises TooManyRequests; then the reply is announced again later.
    """
    if colleagues.is_colleague(reply.from_number):
        return
    found = Lead.objects.filter(phone=reply.from_number).order_by("-last_asked_at").first()
    wants_texts = refusal.is_return(reply.body) and opt_outs.is_out(reply.from_number)
    is_theirs = found is not None and not found.is_in_pool and (found.is_open or not wants_texts)
    if found is not None and (is_refusal or is_theirs):
        _answered(Lead.objects.select_for_update(no_key=True).get(pk=found.pk), reply, at)
    elif not is_refusal:
        _asked(reply, at)
    if wants_texts:
        _ask_for_consent(reply.from_number, at)


def _ask_for_consent(number: str, at: datetime) -> None:
    """Somebody who refused texts wants them again: a dated task, because only a talk gives a new consent."""
    lead = Lead.objects.select_for_update(no_key=True).open().filter(phone=number).order_by("-last_asked_at").first()
    if lead is None:
        return
    with language.of_the_house():
        words = _("The visitor asks for texts again. Ask for consent on the telephone, then lift the opt-out.")
        timeline.write(lead, Kind.NOTED, at=at, by=None, text=words)
        if lead.owner is not None:
            tasks.add_to_call(lead, note=_("Ask for consent to texts"), at=at)


def _answered(lead: Lead, reply: Reply, at: datetime) -> None:
    timeline.write(lead, Kind.REPLIED, at=at, by=None, text=reply.body)
    runs.stop([lead], why=Why.REPLIED, at=at)
    if lead.owner is None:
        return
    with language.of_the_house():
        notices.post(
            Draft(
                template="visitor_replied",
                to=recipients.number_for(lead.owner, at),
                context={"name": lead.name, "text": reply.body or "—"},
                dedupe_key=f"replied:{lead.pk}:{int(at.timestamp()) // SECONDS_A_NOTICE}",
                topic=lead.topic,
                purpose=Purpose.TRANSACTIONAL,
                expires_at=at + notices.STALE_AFTER,
            ),
            at=at,
        )


def _asked(reply: Reply, at: datetime) -> None:
    try:
        phone = phones.parse(reply.from_number)
    except phones.UnreadablePhone:
        return
    with language.of_the_house():
        name = _("Visitor by text")
    said = Asked(
        name=name,
        phone=phone,
        head_count=None,
        submission_key=uuid.uuid5(uuid.NAMESPACE_URL, reply.provider_sid),
        source=Source.TEXT,
        consent_version=CONSENT,
        suspect_reason="advertising" if lint.advertises(reply.body) else "",
    )
    inquiry = inquiries.receive(said, at=at)
    details.add(inquiry.pk, remarks=reply.body[:LONGEST_REMARK], at=at)
