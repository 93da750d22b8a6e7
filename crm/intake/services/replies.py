"""What a visitor's text message means: a reply about a lead, or a first inquiry."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.cadences.rules.steps import Why
from crm.cadences.services import runs
from crm.intake.rules.asked import Asked
from crm.intake.rules.suspicion import Suspicion
from crm.intake.services import inquiries
from crm.leads.models import Kind, Lead
from crm.leads.queries import recipients
from crm.leads.rules.sources import Source
from crm.leads.services import locks, notices, tasks, timeline
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import inbox
from kit import language, phones
from messaging.models import Reply
from messaging.rules import lint, refusal
from messaging.services import colleagues, opt_outs

CONSENT = "text message"
LONGEST_REMARK = 1000
# Carriers suspect five texts to one number in a day, so three replies in a row are one notice.
SECONDS_A_NOTICE = 600
LONGEST_QUOTE = 120


@transaction.atomic
def take(reply: Reply, *, is_refusal: bool, at: datetime) -> None:
    """Put a text message where it belongs.

    A reply about a lead that has an owner is written on its timeline, ends its plan, and its owner is told. Every other
    text is an inquiry, also one that allows texts again when the lead is closed. Not so a colleague's answer to a
    notice, a sender who cannot be called back, and a mere refusal. An inquiry locks routing before the lead, so no lead
    is locked before it. Raises TooManyRequests; then the reply is announced again later.
    """
    if colleagues.is_colleague(reply.from_number):
        return
    latest = Lead.objects.reached_by(reply.from_number).order_by("-last_asked_at").first()
    wants_texts = refusal.is_return(reply.body) and opt_outs.is_out(reply.from_number)
    is_owned = latest is not None and not latest.is_in_pool and (latest.is_open or not wants_texts)
    if latest is not None and (is_refusal or is_owned):
        _write_reply(locks.lock(latest.pk), reply, at)
    elif not is_refusal:
        _receive(reply, at)
    if wants_texts:
        _ask_for_consent(reply.from_number, at)


def _ask_for_consent(number: str, at: datetime) -> None:
    """Plan to ask a visitor for consent who refused texts and wants them again: only a call gives a new consent."""
    lead = Lead.objects.open().reached_by(number).select_for_update(no_key=True).order_by("-last_asked_at").first()
    if lead is None:
        return
    with language.of_the_site():
        words = _("The visitor asks for texts again. Ask for consent on the telephone, then lift the opt-out.")
        timeline.write(lead, Kind.NOTED, at=at, by=None, text=words)
        if lead.owner is not None:
            tasks.add_to_call(lead, note=_("Ask for consent to texts"), at=at)


def _write_reply(lead: Lead, reply: Reply, at: datetime) -> None:
    timeline.write(lead, Kind.REPLIED, at=at, by=None, text=reply.body)
    runs.stop([lead], why=Why.REPLIED, at=at)
    if lead.owner is None:
        return
    with language.of_the_site():
        to = recipients.number_for(lead.owner, at)
        context = {"name": lead.name, "text": reply.body or "—"}
        key = f"replied:{lead.pk}:{int(at.timestamp()) // SECONDS_A_NOTICE}"
        notices.post(notices.draft(lead, "visitor_replied", to=to, context=context, key=key, at=at), at=at)
    told = recipients.recipient_for(lead.owner, at)
    users = [told.user_id] if told else inbox.managers()
    quote = reply.body[:LONGEST_QUOTE]
    inbox.write(inbox.notice(user_id, NoticeKind.REPLIED, at=at, lead=lead, text=quote) for user_id in users)


def _receive(reply: Reply, at: datetime) -> None:
    try:
        phone = phones.parse(reply.from_number)
    except phones.UnreadablePhone:
        return
    with language.of_the_site():
        name = _("Visitor by text")
    inquiries.receive(
        Asked(
            name=name,
            phone=phone,
            head_count=None,
            submission_key=uuid.uuid5(uuid.NAMESPACE_URL, reply.provider_sid),
            source=Source.TEXT,
            consent_version=CONSENT,
            suspect_reason=Suspicion.ADVERTISING if lint.advertises(reply.body) else "",
            remarks=reply.body[:LONGEST_REMARK],
        ),
        at=at,
    )
