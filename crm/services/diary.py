"""Writing in the diary."""

from datetime import datetime
from typing import Any

from accounts.models import User
from crm.models import Activity, Kind, Lead


def line(lead: Lead, kind: Kind, *, at: datetime, by: User | None, **facts: Any) -> Activity:
    """An unsaved line; the owner of the moment is credited unless the facts name a consultant."""
    facts.setdefault("consultant_id", lead.owner_id)
    return Activity(lead=lead, kind=kind, at=at, actor=by, **facts)


def write(lead: Lead, kind: Kind, *, at: datetime, by: User | None, **facts: Any) -> Activity:
    """Append one line."""
    written = line(lead, kind, at=at, by=by, **facts)
    written.save(force_insert=True)
    return written
