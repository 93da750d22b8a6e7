"""Two consultants with leads of one organisation learn of each other, where neither lead moves."""

from datetime import datetime

from crm.models import Kind, Lead
from crm.queries import recipients
from crm.queries import routing as routing_queries
from crm.services import diary, notices
from kit import language
from messaging.models import Purpose
from messaging.services.outbox import Draft


def tell(lead: Lead, *, at: datetime) -> None:
    """Write in both diaries that a colleague has a lead of the same organisation, and text the colleague once.

    Nothing happens when the organisation is this consultant's alone, or the lead lies in the pool.
    """
    other = routing_queries.colleague_of_organisation(lead, at) if lead.owner_id else None
    if other is None or other.owner is None or lead.owner is None or lead.organisation is None:
        return
    pairs = ((lead, other), (other, lead))
    for mine, theirs in pairs:
        if theirs.owner is not None:
            told = {"consultant": theirs.owner.name, "name": theirs.name}
            diary.write(mine, Kind.KINDRED, at=at, by=None, data=told)
    with language.of_the_house():
        notices.post(
            Draft(
                template="same_organisation",
                to=recipients.number_for(other.owner, at),
                context={"name": lead.name, "organisation": lead.organisation.name, "consultant": lead.owner.name},
                dedupe_key=f"kindred:{lead.pk}:{other.pk}",
                topic=other.topic,
                purpose=Purpose.TRANSACTIONAL,
                expires_at=at + notices.STALE_AFTER,
            ),
            at=at,
        )
