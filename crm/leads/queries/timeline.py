"""What happened to a lead: activities and text messages on one timeline."""

from datetime import datetime

from crm.leads.models import Activity, Kind
from crm.leads.rules.show import Show
from messaging.models import Channel, Message

# What a user wrote, by its kind; every other kind is a change.
BY_A_USER = {
    Kind.CALLED: Show.CALLS,
    Kind.NOTED: Show.NOTES,
    Kind.TEXTED: Show.TEXTS,
    Kind.FILED: Show.FILES,
    Kind.ASKED: Show.SYSTEM,
    Kind.REVEALED: Show.SYSTEM,
}


def instant_of(entry: Activity | Message) -> datetime:
    """When an entry of the timeline happened."""
    return entry.at if isinstance(entry, Activity) else entry.created_at


def is_text(entry: Activity | Message) -> bool:
    """Whether it is a text to the visitor that the system wrote, or one from there."""
    if isinstance(entry, Activity):
        return entry.kind == Kind.REPLIED
    return not entry.recipient and entry.channel == Channel.SMS


def group_of(entry: Activity | Message) -> Show:
    """The group of an entry: texts of both directions, what a user did, else what the system wrote."""
    if is_text(entry):
        return Show.TEXTS
    if isinstance(entry, Message) or entry.actor_id is None:
        return Show.SYSTEM
    return BY_A_USER.get(Kind(entry.kind), Show.CHANGES)
