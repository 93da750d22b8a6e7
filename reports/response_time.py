"""How soon was the first answer? Wall-clock minutes and kept promises, by consultant and together."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from crm.leads.models import Lead
from crm.leads.rules.sources import Source
from reports.funnel import percent
from reports.period import Period
from reports.queries import leads_of


@dataclass(frozen=True, slots=True)
class Response:
    """`median` is wall-clock time from question to answer, None while no lead was answered.

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


class Median(Aggregate):
    """The middle value, or midway between the two middle ones."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


WAIT = ExpressionWrapper(F("first_response_at") - F("asked_at"), output_field=DurationField())
FIGURES: dict[str, Any] = {
    "asked": Count("*"),
    "answered": Count("first_response_at"),
    "kept": Count("first_response_at", filter=Q(first_response_at__lte=F("response_due_at"))),
    "median": Median(WAIT, output_field=DurationField()),
}


def _asked(period: Period) -> QuerySet[Lead]:
    """Leads whose visitor asked: those of an imported list wait for no answer."""
    return leads_of(period).exclude(source=Source.IMPORT)


def response(period: Period) -> Response:
    """For all leads."""
    return Response(**_asked(period).aggregate(**FIGURES))


def response_by_owner(period: Period) -> dict[int | None, Response]:
    """For each consultant; None is the public pool."""
    rows = _asked(period).values("owner_id").annotate(**FIGURES)
    return {row.pop("owner_id"): Response(**row) for row in rows}
