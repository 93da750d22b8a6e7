"""Texts about leads: one that cannot be written never undoes what it tells of."""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from crm.leads.models import Kind, Lead
from crm.leads.queries import messages, recipients
from crm.leads.services import timeline
from kit import clock
from kit.errors import Refusal
from messaging.models import Purpose
from messaging.services import outbox
from messaging.services.outbox import Draft

# Nobody needs to be told so late.
STALE_AFTER = timedelta(hours=12)
logger = logging.getLogger(__name__)


def assigned(lead: Lead, key: str, at: datetime) -> Draft:
    """What the owner of a lead is told of it: who wants to be called, and by when."""
    due = clock.spoken(lead.next_step_at or lead.response_due_at, seen_from=at)
    return Draft(
        template="inquiry_assigned",
        to=recipients.number_for(lead.owner, at),
        context={"name": lead.name, "head_count": lead.head_count, "due": due},
        dedupe_key=key,
        topic=lead.topic,
        purpose=Purpose.TRANSACTIONAL,
        expires_at=at + STALE_AFTER,
    )


def given_key(line_id: int) -> str:
    """The dedupe key of what a new owner is told, by the timeline's line of the assignment."""
    return f"assigned:{line_id}"


def post(*drafts: Draft, at: datetime) -> None:
    """Post the drafts, without those that have no recipient (`queries.recipients` found no number).

    Where one cannot be written, the timeline of its lead says so, and a person has to tell it.
    """
    addressed = [draft for draft in drafts if draft.to]
    try:
        outbox.post(*addressed)
    except Refusal:
        # Texts are made before any is written, so nothing of them is in the outbox yet.
        for draft in addressed:
            _post_one(draft, at)


def _post_one(draft: Draft, at: datetime) -> None:
    try:
        outbox.post(draft)
    except Refusal as refusal:
        logger.warning("A text of the template %s could not be written (%s).", draft.template, refusal.code)
        if lead := messages.lead_about(draft.topic):
            words = _("The text message “%(template)s” could not be sent: %(why)s Please tell the recipient yourself.")
            text = words % {"template": draft.template, "why": refusal}
            timeline.write(lead, Kind.TEXTED, at=at, by=None, text=text)
