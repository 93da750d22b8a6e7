"""What happened to a lead: activities and text messages on one timeline."""

from datetime import datetime

from crm.leads.models import Activity
from messaging.models import Message


def instant_of(entry: Activity | Message) -> datetime:
    """When an entry of the timeline happened."""
    return entry.at if isinstance(entry, Activity) else entry.created_at
