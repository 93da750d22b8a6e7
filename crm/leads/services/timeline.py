"""Writing activities."""

from datetime import datetime
from typing import Any

from accounts.models import User
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import ownership

# The days until the public pool are counted from the latest of these.
TOUCHES = frozenset({Kind.ASSIGNED, Kind.MOVED, Kind.CALLED, Kind.NOTED, Kind.REPLIED, Kind.ENROLLED})


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
