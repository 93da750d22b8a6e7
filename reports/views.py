"""The manager's page."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers
from consultants.models import Consultant
from kit import charts, clock
from reports import arrivals, content_wins, presenters, response_time
from reports.forms import PeriodForm, Span
from reports.funnel import Cohort, Funnel, cohort, whole
from reports.seats import seats


@never_cache
@managers
@require_safe
def funnel(request: DeskRequest) -> HttpResponse:
    """How the leads of a period fared: funnel, consultants, channels, pages, hours."""
    form = PeriodForm(request.GET)
    period = form.period(clock.today())
    counted, daily, sold = cohort(period), arrivals.daily(period), seats(period)
    chart_title, chart_words = presenters.chart_words(period, counted.whole)
    context = {
        "form": form,
        "spans": [(span, span.label) for span in Span if span != Span.CUSTOM],
        "period": period,
        "whole": counted.whole,
        "before": whole(period.before),
        "steps": list(zip(counted.whole.steps, _shapes(counted.whole), strict=True)),
        "response": response_time.response(period),
        "response_before": response_time.response(period.before),
        "consultants": presenters.consultants(
            _shown(counted, sold.by_owner), counted, response_time.response_by_owner(period), sold.by_owner
        ),
        "sources": presenters.sources(counted),
        "seats": sold.total,
        "revenue": sold.revenue,
        "pages": presenters.pages(content_wins.page_wins(period)),
        "chart": presenters.chart(daily, period),
        "chart_title": chart_title,
        "chart_words": chart_words,
        "spark": charts.sparkline([sum(day) for day in zip(*daily.values(), strict=True)]),
        "legend": list(enumerate((source.label for source in presenters.drawn(daily)), start=1)),
        "heat": presenters.heat(arrivals.by_hour(period)),
        "hours": range(arrivals.FIRST_HOUR, arrivals.LAST_HOUR + 1),
        "now": clock.now(),
    }
    return render(request, "reports/funnel.html", context, status=200 if form.is_valid() else 422)


def _shown(counted: Cohort, seats_of: Mapping[int, int]) -> list[Consultant]:
    """Every consultant with leads or seats in the period, in the printed order."""
    return list(Consultant.objects.filter(pk__in=counted.by_owner.keys() | seats_of.keys()))


def _shapes(counted: Funnel) -> list[str]:
    return charts.funnel_steps([step.count for step in counted.steps])
