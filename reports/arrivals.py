"""When do inquiries come? By day and channel, and by the hours of a week."""

from collections import Counter

from crm.rules.attribution import Source
from reports.period import WEEK, Period
from reports.tally import Tally

FIRST_HOUR, LAST_HOUR = 8, 21
HOURS = 24


def daily(tally: Tally, period: Period) -> dict[Source, list[int]]:
    """For each channel, the number of leads on each day of the period."""
    return {source: [tally.by_day[day, source.value] for day in period.dates] for source in Source}


def by_hour(tally: Tally) -> list[list[int]]:
    """Seven rows from Monday, each the numbers from eight in the morning to nine at night; other hours at the ends."""
    counted: Counter[tuple[int, int]] = Counter()
    for hour, number in tally.by_hour.items():
        weekday, at = divmod(hour, HOURS)
        counted[weekday, min(LAST_HOUR, max(FIRST_HOUR, at))] += number
    return [[counted[weekday, hour] for hour in range(FIRST_HOUR, LAST_HOUR + 1)] for weekday in range(WEEK)]
