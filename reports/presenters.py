"""What the manager's page shows, as words ready to print."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultants.models import Consultant
from content.templatetags.interface import initial, tint
from crm.leads.rules.sources import Source
from kit import charts
from kit.templatetags.days import short_day
from reports.content_wins import PageWins
from reports.funnel import Cohort, Funnel
from reports.period import Period
from reports.response_time import Response

NO_RESPONSE = Response(asked=0, answered=0, kept=0, median=None)
HEAT_LEVELS = 5
WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its label, the query of its list on the desk, and its numbers."""

    label: str
    query: str
    asked: str
    enrolled: str
    conversion: str


@dataclass(frozen=True, slots=True)
class ConsultantRow(Row):
    """The same for a consultant, with answers and seats; `kept` is in percent."""

    tint: str
    initial: str
    answer: str
    kept: str
    seats: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of a weekday; `shade` is its class, `number` empty for none."""

    number: str
    shade: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One weekday."""

    weekday: str
    cells: tuple[Cell, ...]


def consultants(
    shown: Sequence[Consultant], counted: Cohort, answers: Mapping[int | None, Response], seats: Mapping[int, int]
) -> list[ConsultantRow]:
    """The consultants' table; leads without an owner are a row of their own."""
    rows = [
        _consultant(
            one.name, f"owner={one.pk}", counted.by_owner.get(one.pk), answers.get(one.pk), seats.get(one.pk, 0)
        )
        for one in shown
    ]
    if None in counted.by_owner:
        rows.append(_consultant(_("Public pool"), "in_pool=1", counted.by_owner[None], answers.get(None), 0))
    return rows


def _consultant(label: str, query: str, funnel: Funnel | None, answer: Response | None, seats: int) -> ConsultantRow:
    funnel, answer = funnel or Funnel(Counter()), answer or NO_RESPONSE
    return ConsultantRow(
        label=label,
        query=query,
        asked=str(funnel.asked),
        enrolled=str(funnel.enrolled),
        conversion=f"{funnel.conversion:.1f}",
        tint=tint(label),
        initial=initial(label),
        answer=answer.spoken,
        kept=f"{answer.kept_percent:.1f}",
        seats=str(seats),
    )


def sources(counted: Cohort) -> list[Row]:
    """The channels' table, without channels that brought no lead."""
    funnels = counted.by_source
    return [_row(str(source.label), f"source={source}", funnels[source]) for source in Source if source in funnels]


def pages(wins: Sequence[PageWins]) -> list[Row]:
    """The table of pages."""
    return [_row(one.title, f"page_id={one.page_id}", one.funnel) for one in wins]


def _row(label: str, query: str, funnel: Funnel) -> Row:
    return Row(label, query, str(funnel.asked), str(funnel.enrolled), f"{funnel.conversion:.1f}")


def drawn(daily: Mapping[Source, Sequence[int]]) -> list[Source]:
    """The channels that have a colour in the chart."""
    return [source for source, numbers in daily.items() if any(numbers)]


def chart(daily: Mapping[Source, Sequence[int]], period: Period) -> charts.Stack:
    """The columns of a period: its days, or its weeks."""
    columns = period.columns
    borders = list(pairwise(accumulate((column.days for column in columns), initial=0)))
    shown = drawn(daily)
    return charts.stack(
        [f"{column.since:%m-%d}" for column in columns],  # no room for years, which stand above the chart
        [[sum(daily[source][start:end]) for start, end in borders] for source in shown] or [[0] * len(columns)],
        names=[str(source.label) for source in shown] or [""],
        spans=[_span(column) for column in columns],
    )


def _span(column: Period) -> str:
    first, last = short_day(column.since), short_day(column.until)
    return first if first == last else f"{first} – {last}"


def chart_words(period: Period, whole: Funnel) -> tuple[str, str]:
    """The chart's title, and what a screen reader says of the drawing."""
    if period.is_long:
        return _("Inquiries by week"), _("Inquiries by week, %(number)s in all") % {"number": whole.asked}
    return _("Inquiries by day"), _("Inquiries by day, %(number)s in all") % {"number": whole.asked}


def heat(rows: Sequence[Sequence[int]]) -> list[HeatRow]:
    """Weekdays from Monday; each hour is shaded from 0 to 5."""
    most = max((number for row in rows for number in row), default=0) or 1
    return [
        HeatRow(
            str(weekday),
            tuple(Cell(str(number or ""), f"heat-{-(-number * HEAT_LEVELS // most)}") for number in row),
        )
        for weekday, row in zip(WEEKDAYS, rows, strict=True)
    ]
