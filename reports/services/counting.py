"""Counting the weeks that are over, once, and again when one of their leads has changed."""

from datetime import date, timedelta

from django.db import connection, transaction

from reports import counts
from reports.models import ChangedWeek, CountedWeek
from reports.period import WEEK, Period
from reports.tally import Tally

MOST_AT_ONCE = 120
# The letters of "count": one counter at a time, since a slower one must not put older numbers over newer ones.
TURN = 0x636F756E74
# PostgreSQL's own clock, as in the triggers: they mark a change of any lead older than a day, and a week is counted two
# days after its end. So whatever began before the marking began has long been committed when its week is counted.
WAITING = """
SELECT monday FROM (
    SELECT generate_series(
        date_trunc('week', min(asked_at) AT TIME ZONE 'Asia/Shanghai'),
        (now() - interval '9 days') AT TIME ZONE 'Asia/Shanghai', interval '7 days'
    )::date AS monday FROM crm_lead
) AS weeks
WHERE monday NOT IN (SELECT monday FROM reports_countedweek) OR monday IN (SELECT monday FROM reports_changedweek)
ORDER BY monday DESC LIMIT %s
"""


@transaction.atomic
def count_weeks(most: int = MOST_AT_ONCE) -> int:
    """Count the latest weeks that wait for it; how many.

    What changes a lead meanwhile writes its own mark, which stays: the marks are taken away before the leads are read,
    and the reading sees whatever the marks taken away told of.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        cursor.execute(WAITING, [most])
        mondays: list[date] = [monday for (monday,) in cursor.fetchall()]
    ChangedWeek.objects.filter(monday__in=mondays).delete()
    found = counts.live(Period(monday, monday + timedelta(days=WEEK - 1)) for monday in mondays)
    CountedWeek.objects.bulk_create(
        [CountedWeek(monday=monday, tally=found.get(monday, Tally()).to_json()) for monday in mondays],
        update_conflicts=True,
        update_fields=["tally"],
        unique_fields=["monday"],
    )
    return len(mondays)
