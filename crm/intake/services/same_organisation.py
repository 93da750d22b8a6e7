"""Two consultants with leads of one organisation learn of each other, where neither lead moves."""

from datetime import datetime

from crm.intake.queries import inquiries
from crm.leads.models import Action, Activity, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.services import notices, timeline
from kit import language
from messaging.models import Message, Purpose, State
from messaging.services import outbox
from messaging.services.outbox import Draft


def tell(lead: Lead, *, at: datetime) -> None:
    """Write in both diaries that a colleague has a lead of the same organisation, and text the colleague once.

    One that was called back does not count: the next is sent.
    Nothing happens when the organisation is this consultant's alone, or the lead lies in the pool.
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
    with language.of_the_house():
        notices.post(
            Draft(
                template="same_organisation",
                to=recipients.number_for(other.owner, at),
                context={"name": lead.name, "organisation": lead.organisation.name, "consultant": lead.owner.name},
                dedupe_key=_text_key(line),
                topic=other.topic,
                purpose=Purpose.TRANSACTIONAL,
                expires_at=at + notices.STALE_AFTER,
            ),
            at=at,
        )


def take_back(action: Action) -> None:
    """Call back what the action told colleagues; a text that has left gets no second one."""
    lines = Activity.objects.filter(lead__in=action.leads.values("lead"), kind=Kind.SAME_ORGANISATION, at=action.at)
    outbox.withdraw(*map(_text_key, lines))


def _text_key(line: Activity) -> str:
    """The dedupe key of what a colleague is told of a lead, by the lead's line that says so."""
    return f"same_org:{line.lead_id}:{line.pk}"
