"""What happened to a lead."""

from dataclasses import dataclass
from datetime import datetime

from crm.leads.models import Activity
from messaging.models import Message


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lead's timeline: a diary line or a text message, at the instant it happened."""

    at: datetime
    activity: Activity | None = None
    message: Message | None = None


IN_THE_DIARY = (
    "kind",
    "at",
    "stage_from",
    "stage_to",
    "outcome",
    "text",
    "data",
    "actor__username",
    "actor__display_name",
    "consultant__name",
)
