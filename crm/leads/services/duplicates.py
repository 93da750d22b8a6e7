"""Saying that two leads are of two visitors."""

from datetime import datetime

from accounts.models import User
from crm.leads.models import NotDuplicate
from kit import clock


def keep_apart(lead_id: int, *, other_id: int, by: User, at: datetime | None = None) -> NotDuplicate:
    """Remember that two leads are of two visitors; said twice it is said once."""
    first, second = sorted((lead_id, other_id))
    said = {"by": by, "at": at or clock.now()}
    return NotDuplicate.objects.get_or_create(lead_id=first, other_id=second, defaults=said)[0]


def take_back(pair: NotDuplicate) -> None:
    """Show the two leads as duplicates again."""
    pair.delete()
