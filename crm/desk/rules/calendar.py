"""Which days a calendar shows, and its hours. Pure."""

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# The rows of a week. The first also holds what is earlier, the last what is later.
HOURS = range(7, 20)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
# So many next steps of a day are shown.
MOST_IN_WEEK, MOST_IN_MONTH = 10, 3


class Span(TextChoices):
    """How many days are shown at once."""

    WEEK = "week", _("Week")
    MONTH = "month", _("Month")


def days_of(span: Span, on: date) -> list[date]:
    """The days that are shown around one day: its week, or all weeks of its month, from Monday on."""
    if span == Span.WEEK:
        first, last = on, on
    else:
        first = on.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - DAY
    monday = first - timedelta(days=first.weekday())
    sunday = last + timedelta(days=6 - last.weekday())
    return [monday + timedelta(days=offset) for offset in range((sunday - monday).days + 1)]


def beside(span: Span, on: date) -> tuple[date, date]:
    """A day of the span before, and one of the span after."""
    if span == Span.WEEK:
        return on - WEEK, on + WEEK
    first = on.replace(day=1)
    return first - DAY, first + timedelta(days=31)


def row_of(hour: int) -> int:
    """The row in which an hour stands."""
    return min(max(hour, HOURS[0]), HOURS[-1])
