"""How soon was the first answer? Wall-clock minutes and kept promises, by consultant and together."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q

from crm.models import Lead
from reports.funnel import percent
from reports.period import Period


class Median(Aggregate):
    """PostgreSQL's continuous median; interval in, interval out."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    name = "Median"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Response:
    """`median` is wall-clock time from question to answer, None while nobody was answered.

    `kept` counts answers within the promise (in duty time); `overdue` leads are unanswered past it or answered late.
    """

    asked: int
    answered: int
    kept: int
    median: timedelta | None

    @property
    def kept_percent(self) -> float:
        """Answers within the promise, of all leads of the cohort."""
        return percent(self.kept, self.asked)

    @property
    def spoken(self) -> str:
        """The median as minutes and seconds, or hours and minutes when it is long."""
        if self.median is None:
            return "—"
        minutes, seconds = divmod(round(self.median.total_seconds()), 60)
        hours, rest = divmod(minutes, 60)
        return f"{hours}h{rest:02d}" if hours else f"{minutes}:{seconds:02d}"


def response(period: Period) -> Response:
    """For the whole house."""
    return _read(Lead.objects.asked_between(period.begins_at, period.ends_at).aggregate(**_measures()))


def response_by_owner(period: Period) -> dict[int | None, Response]:
    """For each consultant; None is the public pool."""
    rows = (
        Lead.objects.asked_between(period.begins_at, period.ends_at)
        .order_by()
        .values("owner_id")
        .annotate(**_measures())
    )
    return {row["owner_id"]: _read(row) for row in rows}


def _measures() -> dict[str, Any]:
    # Only columns that the index of the cohort carries, so that no lead itself is read.
    return {
        "asked": Count("*"),
        "answered": Count("first_response_at"),
        "kept": Count("asked_at", filter=Q(first_response_at__lte=F("response_due_at"))),
        "median": Median(F("first_response_at") - F("asked_at")),
    }


def _read(row: dict[str, Any]) -> Response:
    return Response(row["asked"], row["answered"], row["kept"], row["median"])
