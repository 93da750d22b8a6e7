"""When do inquiries come? By day and channel, and by the hours of a week."""

from collections import Counter
from datetime import date

from crm.rules.attribution import Source
from kit import clock
from reports.period import Period
from reports.rules.tally import Facet, Tally

FIRST_HOUR, LAST_HOUR = 8, 21
HOURS, DAYS = 24, 7
HOURS_OF_WEEK = HOURS * DAYS
# Any Monday's first hour in Shanghai.
A_MONDAY = clock.start_of(date(2026, 11, 23))
# Added to hours since 1970 it gives, by HOURS_OF_WEEK, hours since Monday midnight in Shanghai, which keeps whole hours
# all year round: PostgreSQL needs longer to convert an instant to a wall clock than for all else.
HOURS_OF_EPOCH = -(int(A_MONDAY.timestamp()) // 3600) % HOURS_OF_WEEK


def daily(tally: Tally, period: Period) -> dict[Source, list[int]]:
    """For each channel, the number of leads on each day of the period."""
    counted = tally.of(Facet.ARRIVAL)
    nobody = [0]
    dates = [str(day) for day in period.dates]
    return {source: [counted.get(f"{day} {source.value}", nobody)[0] for day in dates] for source in Source}


def by_hour(tally: Tally) -> list[list[int]]:
    """Seven rows from Monday, each the numbers from eight in the morning to nine at night; other hours at the ends."""
    counted: Counter[tuple[int, int]] = Counter()
    for hour, (number,) in tally.of(Facet.HOUR).items():
        weekday, at = divmod(int(hour), HOURS)
        counted[weekday, min(LAST_HOUR, max(FIRST_HOUR, at))] += number
    return [[counted[weekday, hour] for hour in range(FIRST_HOUR, LAST_HOUR + 1)] for weekday in range(DAYS)]
