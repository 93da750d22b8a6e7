"""When do inquiries come? By day and channel."""

from collections import Counter
from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate

from crm.models import Lead
from crm.rules.attribution import Source
from kit.clock import SHANGHAI
from reports.period import Period

FIRST_HOUR, LAST_HOUR = 8, 21


def daily(period: Period) -> dict[Source, list[int]]:
    """For each channel, the number of leads on each day of the period."""
    rows = (
        Lead.objects.asked_between(period.begins_at, period.ends_at)
        .order_by()
        .annotate(day=TruncDate("asked_at", tzinfo=SHANGHAI))
        .values_list("day", "source")
        .annotate(number=Count("pk"))
    )
    counted: dict[tuple[date, str], int] = {(day, source): number for day, source, number in rows}
    return {source: [counted.get((day, source), 0) for day in period.dates] for source in Source}


def by_hour(period: Period) -> list[list[int]]:
    """Seven rows from Monday, each the numbers from eight in the morning to nine at night; other hours at the ends."""
    rows = (
        Lead.objects.asked_between(period.begins_at, period.ends_at)
        .order_by()
        .annotate(weekday=ExtractIsoWeekDay("asked_at", tzinfo=SHANGHAI), hour=ExtractHour("asked_at", tzinfo=SHANGHAI))
        .values_list("weekday", "hour")
        .annotate(number=Count("pk"))
    )
    counted: Counter[tuple[int, int]] = Counter()
    for weekday, hour, number in rows:
        counted[weekday - 1, min(LAST_HOUR, max(FIRST_HOUR, hour))] += number
    return [[counted[weekday, hour] for hour in range(FIRST_HOUR, LAST_HOUR + 1)] for weekday in range(7)]
