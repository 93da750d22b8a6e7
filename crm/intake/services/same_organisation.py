"""Telling two consultants that they have leads of one organisation, where neither lead moves."""

from datetime import datetime

from crm.intake.queries import inquiries
from crm.leads.models import Action, Activity, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.services import notices, timeline
from kit import language
from messaging.models import Message, State
from messaging.services import outbox


def tell(lead: Lead, *, at: datetime) -> None:
    """Write on both timelines that a colleague has a lead of the same organisation, and text the colleague once.

    A text that was cancelled does not count. Nothing happens when no colleague has a lead of the organisation, or the
    lead lies in the pool.
    """
    other = inquiries.colleague_of_organisation(lead, at) if lead.owner_id else None
    if other is None or other.owner is None or lead.owner is None or lead.organisation is None:
        return
    line = timeline.write(
        lead, Kind.SAME_ORGANISATION, at=at, by=None, data={"consultant": other.owner.name, "name": other.name}
    )
    timeline.write(
        other, Kind.SAME_ORGANISATION, at=at, by=None, data={"consultant": lead.owner.name, "name": lead.name}
    )
    earlier = Message.objects.about(other.topic).filter(dedupe_key__startswith=f"same_org:{lead.pk}:")
    if earlier.exclude(state=State.CANCELLED).exists():
        return
    with language.of_the_site():
        to = recipients.number_for(other.owner, at)
        context = {"name": lead.name, "organisation": lead.organisation.name, "consultant": lead.owner.name}
        key = _text_key(line)
        notices.post(notices.draft(other, "same_organisation", to=to, context=context, key=key, at=at), at=at)


def withdraw(action: Action) -> None:
    """Cancel the texts to colleagues about an action that was undone, unless they were sent already."""
    lines = Activity.objects.filter(lead__in=action.leads.values("lead"), kind=Kind.SAME_ORGANISATION, at=action.at)
    outbox.withdraw(*map(_text_key, lines))


def _text_key(line: Activity) -> str:
    """The dedupe key of the text to a colleague, by the entry on the lead's timeline."""
    return f"same_org:{line.lead_id}:{line.pk}"
