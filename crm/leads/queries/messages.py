"""Whether text messages about leads are still wanted."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from crm.leads.models import Activity, Kind, Lead
from crm.leads.models.action import undone_lines
from messaging.models import Message, Purpose

TOPIC = "lead:"
# After each of these a follow-up is not wanted any more, or its words are out of date.
ENDS_FOLLOW_UPS = (Kind.CALLED, Kind.REPLIED, Kind.MOVED, Kind.ENROLLED, Kind.ASSIGNED, Kind.POOLED)
# Templates that say that the visitor has not been called yet.
REMINDERS = frozenset({"response_due", "response_reminder", "response_backup", "response_manager"})


def no_more_wanted(messages: Sequence[Message]) -> set[int]:
    """The keys of follow-ups and reminders whose lead is closed, or was worked on after they were posted."""
    about = [message for message in messages if message.purpose == Purpose.FOLLOW_UP or _reminds(message)]
    if not about:
        return set()
    latest = Activity.objects.filter(~Exists(undone_lines()), lead=OuterRef("pk")).order_by("-at").values("at")
    leads = Lead.objects.annotate(
        called_at=Subquery(latest.filter(kind=Kind.CALLED)[:1]),
        ended_at=Subquery(latest.filter(kind__in=ENDS_FOLLOW_UPS)[:1]),
    ).in_bulk({lead_of(message.topic) for message in about})
    return {message.pk for message in about if _is_over(message, leads.get(lead_of(message.topic)))}


def lead_of(topic: str) -> int:
    """The key of the lead a topic names."""
    return int(topic.removeprefix(TOPIC))


def lead_about(topic: str) -> Lead | None:
    """The lead a topic names; None where it names something else."""
    return Lead.objects.unmerged_for(lead_of(topic)).first() if topic.startswith(TOPIC) else None


def _is_over(message: Message, lead: Lead | None) -> bool:
    if lead is None or not lead.is_open:
        return True
    last: datetime | None = lead.called_at if _reminds(message) else lead.ended_at  # type: ignore[attr-defined]
    return last is not None and last > message.created_at


def _reminds(message: Message) -> bool:
    return message.template in REMINDERS
