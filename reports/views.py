"""The manager's page."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import DeskRequest
from accounts.permissions import managers
from consultants.models import Consultant
from crm.rules.attribution import Source
from kit import charts, clock
from reports import arrivals, content_wins, response_time, seats
from reports.forms import PeriodForm, Span
from reports.funnel import Cohort, Funnel, cohort
from reports.period import Period
from reports.response_time import Response

NOBODY = Response(asked=0, answered=0, kept=0, median=None)
HEAT_LEVELS = 5


@dataclass(frozen=True, slots=True)
class ConsultantRow:
    """One line of the consultants' table."""

    consultant: Consultant
    funnel: Funnel
    response: Response
    seats: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of the channels' table."""

    source: Source
    funnel: Funnel


@never_cache
@managers
@require_GET
def funnel(request: DeskRequest) -> HttpResponse:
    """How the leads of a period fared: funnel, consultants, channels, pages, hours."""
    form = PeriodForm(request.GET)
    period = form.period(clock.today())
    counted, before = cohort(period), cohort(period.before)
    daily = arrivals.daily(period)
    seats_of = seats.seats_by_owner(period)
    context = {
        "form": form,
        "spans": [(span, span.label) for span in Span if span != Span.CUSTOM],
        "period": period,
        "whole": counted.whole,
        "before": before.whole,
        "steps": list(zip(counted.whole.steps, _shapes(counted.whole), strict=True)),
        "response": response_time.response(period),
        "response_before": response_time.response(period.before),
        "consultants": _consultants(counted, period, seats_of),
        "sources": [SourceRow(source, found) for source in Source if (found := counted.by_source.get(source))],
        "seats": sum(seats_of.values()),
        "revenue": seats.revenue(period),
        "pages": content_wins.page_wins(period),
        "chart": _chart(daily, period),
        "spark": charts.sparkline([sum(day) for day in zip(*daily.values(), strict=True)]),
        "legend": list(enumerate((source.label for source in _drawn(daily)), start=1)),
        "heat": _heat(arrivals.by_hour(period)),
        "hours": range(arrivals.FIRST_HOUR, arrivals.LAST_HOUR + 1),
        "now": clock.now(),
    }
    return render(request, "reports/funnel.html", context, status=200 if form.is_valid() else 422)


def _consultants(counted: Cohort, period: Period, seats_of: dict[int, int]) -> list[ConsultantRow]:
    funnels, answers = counted.by_owner, response_time.response_by_owner(period)
    shown = Consultant.objects.filter(pk__in=funnels.keys() | seats_of.keys())
    return [
        ConsultantRow(one, funnels.get(one.pk, Cohort(()).whole), answers.get(one.pk, NOBODY), seats_of.get(one.pk, 0))
        for one in shown
    ]


def _shapes(whole: Funnel) -> list[str]:
    return charts.funnel_steps([step.count for step in whole.steps])


def _drawn(daily: dict[Source, list[int]]) -> list[Source]:
    return [source for source, numbers in daily.items() if any(numbers)]


def _chart(daily: dict[Source, list[int]], period: Period) -> charts.Stack:
    drawn = _drawn(daily)
    return charts.stack(
        [f"{day:%m-%d}" for day in period.dates],
        [daily[source] for source in drawn] or [[0] * period.days],
        names=[str(source.label) for source in drawn] or [""],
    )


def _heat(rows: list[list[int]]) -> list[list[tuple[int, int]]]:
    """Each cell as (number, shade from 0 to 5)."""
    most = max((number for row in rows for number in row), default=0) or 1
    return [[(number, -(-number * HEAT_LEVELS // most)) for number in row] for row in rows]
