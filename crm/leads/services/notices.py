"""Text messages about leads; one that cannot be written never undoes what it is about."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from consultants.models import Consultant
from crm.leads.models import Activity, Kind, Lead
from crm.leads.queries import messages, recipients
from crm.leads.services import timeline
from kit import clock
from kit.errors import Refusal
from messaging.models import Purpose
from messaging.services import outbox
from messaging.services.outbox import Draft

# A notice that is older is not sent any more.
STALE_AFTER = timedelta(hours=12)
NAMES_SHOWN = 3
logger = logging.getLogger(__name__)


def assigned(lead: Lead, key: str, at: datetime) -> Draft:
    """The notice to the owner of a lead: who wants to be called, and by when."""
    due = clock.spoken(lead.next_step_at or lead.response_due_at, seen_from=at)
    context = {"name": lead.name, "head_count": lead.head_count, "due": due}
    return draft(lead, "inquiry_assigned", to=recipients.number_for(lead.owner, at), context=context, key=key, at=at)


def draft(
    lead: Lead,
    template: str,
    *,
    to: str,
    context: Mapping[str, object],
    key: str,
    at: datetime,
    stale_after: timedelta = STALE_AFTER,
) -> Draft:
    """A text about a lead, whose dedupe key is `key`; after `stale_after` it is not sent any more."""
    return Draft(
        template=template,
        to=to,
        context=context,
        dedupe_key=key,
        topic=lead.topic,
        purpose=Purpose.TRANSACTIONAL,
        expires_at=at + stale_after,
    )


def given_key(line_id: int) -> str:
    """The dedupe key of the notice to a new owner, by the activity of the assignment."""
    return f"assigned:{line_id}"


def withdraw_assignments(lines: Iterable[Activity], *, leads: Iterable[Lead], at: datetime) -> None:
    """Cancel the notices of assignments that are undone; a consultant whose notice has left gets another one."""
    names = {lead.pk: lead.name for lead in leads}
    by_consultant: dict[Consultant, list[Activity]] = defaultdict(list)
    for line in lines:
        if line.kind == Kind.ASSIGNED and line.consultant:
            by_consultant[line.consultant].append(line)
    drafts = [
        Draft(
            template="assignment_undone",
            to=recipients.number_for(consultant, at),
            context={"count": len(given), "names": first_names([names[line.lead_id] for line in given])},
            dedupe_key=f"assignment-undone:{given[0].pk}",
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + STALE_AFTER,
        )
        for consultant, given in by_consultant.items()
        if not outbox.withdraw(*(given_key(line.pk) for line in given))
    ]
    post(*drafts, at=at)


def first_names(names: Sequence[str]) -> str:
    """The first few names, as a Chinese text lists them."""
    return "、".join(names[:NAMES_SHOWN]) + ("等" if len(names) > NAMES_SHOWN else "")


def post(*drafts: Draft, at: datetime) -> None:
    """Post the drafts, without those that have no recipient (`queries.recipients` found no number).

    Where one cannot be written, the timeline of its lead says so, and a user has to tell the recipient.
    """
    addressed = [draft for draft in drafts if draft.to]
    try:
        outbox.post(*addressed)
    except Refusal:
        # The outbox renders all drafts before it writes one, so none of them is written yet.
        for draft in addressed:
            _post_alone(draft, at)


def _post_alone(draft: Draft, at: datetime) -> None:
    try:
        outbox.post(draft)
    except Refusal as refusal:
        logger.warning("A text of the template %s could not be written (%s).", draft.template, refusal.code)
        if lead := messages.lead_about(draft.topic):
            words = _("The text message “%(template)s” could not be sent: %(why)s Please tell the recipient yourself.")
            text = words % {"template": draft.template, "why": refusal}
            timeline.write(lead, Kind.TEXTED, at=at, by=None, text=text)
