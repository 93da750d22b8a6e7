"""What came to a desk since its list was read."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q

from accounts.models import User
from crm.leads.models import Activity, Kind, Lead

CAME = (Kind.ASKED, Kind.ASSIGNED)


@dataclass(frozen=True, slots=True)
class News:
    """The newest activity on a desk, and how many leads came there: asked, claimed, or handed over."""

    newest: int
    count: int


def newest() -> int:
    """The key of the newest activity of all, from which `since` counts; 0 without any."""
    return Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(activity_id: int, user: User) -> News | None:
    """What happened on a desk after an activity; None while nothing did.

    What a user did to other consultants' leads is no news for that user.
    """
    mine = ~Q(actor=user) | Q(consultant__user=user)
    found = Activity.objects.filter(pk__gt=activity_id, lead__in=Lead.objects.on_desk_of(user)).aggregate(
        newest=Max("pk"), count=Count("lead", distinct=True, filter=mine & Q(kind__in=CAME))
    )
    return News(**found) if found["newest"] else None
