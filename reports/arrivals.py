"""When do inquiries come? By day and channel, and by the hours of a week."""

from collections import Counter

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate

from crm.leads.rules.sources import Source
from kit import clock
from reports.period import Period
from reports.queries import leads_of

FIRST_HOUR, LAST_HOUR = 8, 21
DAYS = 7


def daily(period: Period) -> dict[Source, list[int]]:
    """For each channel, the number of leads on each day of the period."""
    day = TruncDate("asked_at", tzinfo=clock.SHANGHAI)
    rows = leads_of(period).values("source", day=day).annotate(number=Count("*"))
    counted = {(row["source"], row["day"]): row["number"] for row in rows}
    return {source: [counted.get((source.value, day), 0) for day in period.dates] for source in Source}


def by_hour(period: Period) -> list[list[int]]:
    """Seven rows from Monday, each the numbers from eight in the morning to nine at night; other hours at the ends."""
    weekday = ExtractIsoWeekDay("asked_at", tzinfo=clock.SHANGHAI)
    hour = ExtractHour("asked_at", tzinfo=clock.SHANGHAI)
    counted: Counter[tuple[int, int]] = Counter()
    for row in leads_of(period).values(weekday=weekday, hour=hour).annotate(number=Count("*")):
        counted[row["weekday"] - 1, min(LAST_HOUR, max(FIRST_HOUR, row["hour"]))] += row["number"]
    return [[counted[weekday, hour] for hour in range(FIRST_HOUR, LAST_HOUR + 1)] for weekday in range(DAYS)]
