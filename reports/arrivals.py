"""When do inquiries come? By day and channel, and by the hours of a week.

PostgreSQL converts every single instant to Shanghai's wall clock for a `date` or an `hour`, which took longer than all
else in these statements. So days are told by the instants at which they begin, and hours by plain arithmetic: Shanghai
keeps whole hours all year round.
"""

from collections import Counter
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateTimeField, Func, IntegerField, Value

from crm.models import Lead
from crm.rules.attribution import Source
from kit import clock
from reports.period import Period

FIRST_HOUR, LAST_HOUR = 8, 21
HOURS, DAYS = 24, 7
# Any Monday's first hour in Shanghai.
A_MONDAY = clock.start_of(date(2026, 11, 23))


class Bucket(Func):
    """The place, from 1, of the last of some ascending instants that is not after an instant."""

    function = "width_bucket"
    output_field = IntegerField()


class HourOfWeek(Func):
    """Hours from Monday midnight in Shanghai, 0 to 167."""

    template = "mod(date_part('epoch', %(expressions)s)::bigint / 3600 + %(shift)s, 168)"
    output_field = IntegerField()

    def __init__(self, instant: str) -> None:
        """`shift` turns hours since 1970 into hours since a Monday in Shanghai."""
        super().__init__(instant, shift=-(int(A_MONDAY.timestamp()) // 3600) % (HOURS * DAYS))


def daily(period: Period) -> dict[Source, list[int]]:
    """For each channel, the number of leads on each day of the period."""
    begins = Value([clock.start_of(day) for day in period.dates], output_field=ArrayField(DateTimeField()))
    rows = (
        Lead.objects.asked_between(period.begins_at, period.ends_at)
        .order_by()
        .annotate(place=Bucket("asked_at", begins))
        .values_list("place", "source")
        .annotate(number=Count("*"))
    )
    counted = {(place, source): number for place, source, number in rows}
    return {source: [counted.get((place, source.value), 0) for place in range(1, period.days + 1)] for source in Source}


def by_hour(period: Period) -> list[list[int]]:
    """Seven rows from Monday, each the numbers from eight in the morning to nine at night; other hours at the ends."""
    rows = (
        Lead.objects.asked_between(period.begins_at, period.ends_at)
        .order_by()
        .annotate(hour=HourOfWeek("asked_at"))
        .values_list("hour")
        .annotate(number=Count("*"))
    )
    counted: Counter[tuple[int, int]] = Counter()
    for hour, number in rows:
        weekday, at = divmod(hour, HOURS)
        counted[weekday, min(LAST_HOUR, max(FIRST_HOUR, at))] += number
    return [[counted[weekday, hour] for hour in range(FIRST_HOUR, LAST_HOUR + 1)] for weekday in range(DAYS)]
