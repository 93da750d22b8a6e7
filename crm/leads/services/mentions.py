"""Notes that may name colleagues."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from crm.leads.models import Activity, Kind, Lead
from crm.leads.queries import mentions
from crm.leads.services import timeline
from crm.leads.signals import users_mentioned


def write_note(
    lead: Lead, kind: Kind, *, text: str, data: Mapping[str, Any], at: datetime, by: User | None, **facts: Any
) -> Activity:
    """Write an activity with a note; a colleague whom it names and who may see the lead is told."""
    told = mentions.mentioned(lead, text).told
    kept = {"mentions": [[user.pk, str(user)] for user in told]} if told else {}
    line = timeline.write(lead, kind, at=at, by=by, text=text, data={**data, **kept}, **facts)
    if told:
        users_mentioned.send(Activity, activity=line, users=told)
    return line
