"""Writing activities."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import ownership

# The days until the public pool are counted from the latest of these.
TOUCHES = frozenset({Kind.ASSIGNED, Kind.MOVED, Kind.CALLED, Kind.NOTED, Kind.REPLIED, Kind.ENROLLED})

# A difference that says something: less is the way to the server, more a device whose clock is wrong.
SENT_LATER = (timedelta(minutes=1), timedelta(days=14))


def written(written_at: datetime | None, *, at: datetime) -> dict[str, str]:
    """When a line that arrives now was written, if that was on a device without a connection."""
    if written_at is None or not SENT_LATER[0] <= at - written_at <= SENT_LATER[1]:
        return {}
    return {"written_at": written_at.isoformat()}


def line(lead: Lead, kind: Kind, *, at: datetime, by: User | None, **facts: Any) -> Activity:
    """An unsaved activity; `consultant_id` defaults to the present owner."""
    facts.setdefault("consultant_id", lead.owner_id)
    return Activity(lead=lead, kind=kind, at=at, actor=by, **facts)


def write(lead: Lead, kind: Kind, *, at: datetime, by: User | None, **facts: Any) -> Activity:
    """Write one activity; one of `TOUCHES` starts the days until the pool anew."""
    activity = line(lead, kind, at=at, by=by, **facts)
    activity.save(force_insert=True)
    if kind in TOUCHES:
        ownership.touch(lead, at=at)
    return activity
