"""What a user sees before two leads are merged."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from crm.intake.models import Inquiry
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules import merging, stages
from crm.leads.rules.details import DETAILS
from crm.leads.rules.stages import Stage
from messaging.models import Message

NEWEST = 3


@dataclass(frozen=True, slots=True)
class Counts:
    """What follows into the merged lead, and its newest entries."""

    inquiries: tuple[int, int]
    calls: tuple[int, int]
    texts: tuple[int, int]
    registrations: tuple[int, int]
    newest: list[Activity]


def differing(kept: Lead, other: Lead) -> list[str]:
    """The details that are not the same in both; of tags all stay."""
    return [name for name in DETAILS if name != "tags" and kept.detail(name) != other.detail(name)]


def proposed(kept: Lead, other: Lead) -> list[str]:
    """The details that are better taken from the other lead."""
    return [name for name in differing(kept, other) if merging.is_taken(kept.detail(name), other.detail(name))]


def stage_after(kept: Lead, other: Lead) -> Stage:
    """The stage of the merged lead."""
    return merging.stage_of(Stage(kept.stage), Stage(other.stage))


def step_after(kept: Lead, other: Lead) -> Lead | None:
    """The lead whose next step is the earlier one; None where nothing is planned after the merge."""
    planned = [lead for lead in (kept, other) if lead.next_step_at]
    if not planned or not stages.is_open(stage_after(kept, other)):
        return None
    return min(planned, key=lambda lead: lead.next_step_at or lead.asked_at)


def counts(kept: Lead, other: Lead) -> Counts:
    """What follows; four statements, however much it is."""
    both = [kept.pk, other.pk]
    lines = Activity.objects.filter(lead__in=both).order_by().values("lead")
    of_kind = {
        row["lead"]: row
        for row in lines.annotate(
            calls=Count("pk", filter=Q(kind=Kind.CALLED)),
            replies=Count("pk", filter=Q(kind=Kind.REPLIED)),
            registrations=Count("pk", filter=Q(kind=Kind.ENROLLED)),
        )
    }
    asked = _by(Inquiry.objects.filter(lead__in=both), "lead")
    sent = _by(Message.objects.filter(topic__in=[kept.topic, other.topic], recipient=""), "topic")

    def pair(name: str) -> tuple[int, int]:
        first, second = (of_kind.get(pk, {}).get(name, 0) for pk in both)
        return first, second

    replies = pair("replies")
    return Counts(
        inquiries=(asked.get(kept.pk, 0), asked.get(other.pk, 0)),
        calls=pair("calls"),
        texts=(sent.get(kept.topic, 0) + replies[0], sent.get(other.topic, 0) + replies[1]),
        registrations=pair("registrations"),
        newest=list(Activity.objects.filter(lead__in=both).timeline()[:NEWEST]),
    )


def _by(rows: QuerySet[Any], column: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))
