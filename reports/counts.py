"""The leads of a period, counted by everything the reports ask of them.

Weeks that are over have been counted before (`reports.services.counting`) and are summed up; days of other weeks, and
weeks a lead of which has changed since, are counted from the leads. So the numbers are those of this moment whether or
not anybody has counted before.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from django.db import connection

from reports.models import CountedWeek
from reports.period import WEEK, Period
from reports.tally import Tally, day_of, total

# Shanghai keeps eight whole hours all year round, so that days and hours are plain arithmetic: PostgreSQL's conversion
# of each instant into wall-clock time took longer than all else. 1970 began on a Thursday, three days into its week.
# Only columns that the index of the cohort carries, so that no lead itself is read.
LEADS = """
FROM unnest(%s::timestamptz[], %s::timestamptz[]) AS stretch (since, until)
JOIN crm_lead ON asked_at >= since AND asked_at < until
CROSS JOIN LATERAL (SELECT floor(date_part('epoch', asked_at))::bigint + 28800 AS local) AS wall
CROSS JOIN LATERAL (
    SELECT local / 86400 AS day, (local / 3600 + 72) / 168 AS week, mod(local / 3600 + 72, 168) AS hour
) AS shown
"""
COUNTED = f"""
SELECT week, grouping(owner_id, source, source_page_id, hour, day),
    owner_id, source, source_page_id, hour, day, furthest, count(*)
{LEADS}
GROUP BY GROUPING SETS (
    (week, owner_id, furthest), (week, source, furthest), (week, source_page_id, furthest), (week, hour),
    (week, day, source)
)
"""
ANSWERED = f"""
SELECT week, owner_id, count(*) FILTER (WHERE first_response_at <= response_due_at),
    array_agg(floor(date_part('epoch', first_response_at - asked_at))::int)
{LEADS}
WHERE first_response_at IS NOT NULL GROUP BY week, owner_id
"""
THURSDAY = 3


class By(IntEnum):
    """What a row was counted by: the bits of `grouping` for what it was not."""

    OWNER = 0b01111
    SOURCE = 0b10111
    PAGE = 0b11011
    HOUR = 0b11101
    DAY = 0b10110


def of(period: Period) -> Tally:
    """The leads first asked in a period; three statements."""
    weeks = {monday: Period(monday, monday + timedelta(days=WEEK - 1)) for monday in _mondays(period)}
    known = dict(CountedWeek.objects.current().filter(monday__in=weeks).values_list("monday", "tally"))
    found = [Tally.from_json(text) for text in known.values()]
    return total([*found, *live(_without(period, sorted(known))).values()])


def live(stretches: Iterable[Period]) -> dict[date, Tally]:
    """The leads of some stretches of days, counted now; by the Monday of their week."""
    stretches = list(stretches)
    if not stretches:
        return {}
    begins, ends = [one.begins_at for one in stretches], [one.ends_at for one in stretches]
    found: dict[date, Tally] = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [begins, ends])
        for week, *row in cursor.fetchall():
            _count(found.setdefault(_monday(week), Tally()), *row)
        cursor.execute(ANSWERED, [begins, ends])
        for week, owner, kept, waits in cursor.fetchall():
            tally = found.setdefault(_monday(week), Tally())
            tally.kept[owner], tally.waits[owner] = kept, waits
    return found


def _count(tally: Tally, by: int, owner: int | None, source: str, page: int | None, *rest: Any) -> None:
    hour, day, furthest, number = rest
    match by:
        case By.OWNER:
            tally.by_owner[owner, furthest] = number
        case By.SOURCE:
            tally.by_source[source, furthest] = number
        case By.PAGE if page is not None:
            tally.by_page[page, furthest] = number
        case By.HOUR:
            tally.by_hour[hour] = number
        case By.DAY:
            tally.by_day[day_of(day), source] = number


def _monday(week: int) -> date:
    return day_of(week * WEEK - THURSDAY)


def _mondays(period: Period) -> Iterator[date]:
    """The Mondays of the weeks that lie in a period whole."""
    monday = period.since + timedelta(days=-period.since.weekday() % WEEK)
    while monday + timedelta(days=WEEK - 1) <= period.until:
        yield monday
        monday += timedelta(days=WEEK)


def _without(period: Period, mondays: Sequence[date]) -> Iterator[Period]:
    """The stretches of a period between some of its weeks."""
    begins = period.since
    for monday in mondays:
        if begins < monday:
            yield Period(begins, monday - timedelta(days=1))
        begins = monday + timedelta(days=WEEK)
    if begins <= period.until:
        yield Period(begins, period.until)
