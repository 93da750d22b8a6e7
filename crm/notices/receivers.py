"""What happens to leads, told to the users it concerns."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Activity, Lead
from crm.leads.signals import lead_assigned, lead_restored, leads_merged, users_mentioned
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import hand_overs, inbox

LONGEST_QUOTE = 120


def on_lead_assigned(
    sender: Any, lead: Lead, was: Consultant | None, by: User | None, at: datetime, **kwargs: Any
) -> None:
    """Tell the new owner and the former one."""
    hand_overs.one(lead, to=lead.owner, was=was, by=by, at=at)


def on_leads_merged(sender: Any, lead: Lead, other: Lead, by: User, at: datetime, **kwargs: Any) -> None:
    """Tell the owner of the lead that was merged into a colleague's."""
    if other.owner and other.owner_id != lead.owner_id:
        inbox.write([inbox.notice(other.owner.user_id, NoticeKind.MERGED, at=at, by=by, lead=other, into=lead.name)])


def on_users_mentioned(sender: Any, activity: Activity, users: Collection[User], **kwargs: Any) -> None:
    """Tell those whom a note names."""
    quote = activity.text[:LONGEST_QUOTE]
    inbox.write(
        inbox.notice(user.pk, NoticeKind.MENTIONED, at=activity.at, by=activity.actor, lead=activity.lead, text=quote)
        for user in users
    )


def on_lead_restored(sender: Any, leads: Sequence[Lead], acted_at: datetime, at: datetime, **kwargs: Any) -> set[int]:
    """Take back what was told of the act; no text is kept from being sent by it."""
    inbox.take_back(leads, acted_at=acted_at, at=at)
    return set()


def connect() -> None:
    """Listen to leads."""
    lead_assigned.connect(on_lead_assigned, dispatch_uid="notices.lead_assigned")
    leads_merged.connect(on_leads_merged, dispatch_uid="notices.leads_merged")
    users_mentioned.connect(on_users_mentioned, dispatch_uid="notices.users_mentioned")
    lead_restored.connect(on_lead_restored, dispatch_uid="notices.lead_restored")
