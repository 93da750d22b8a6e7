"""The one reading of a report: the counted blocks of a period, and the leads of all days that no block answers for.

One statement is one snapshot. A block holds unless a StaleDay names one of its days, and both change in the transaction
that changes a lead, so the answer is exact at every instant, whether or not anybody counts ahead (docs/adr/0038).
"""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from typing import Any

import orjson
from django.db import connection

from crm.rules.stages import PATH
from enrollment.models.registration import COUNTED
from kit import clock
from reports.arrivals import HOURS_OF_EPOCH, HOURS_OF_WEEK
from reports.period import Period
from reports.rules.blocks import GRID_BEGINS
from reports.rules.tally import Facet, Tally, total

ZONE = clock.SHANGHAI.key
ALONG_PATH = ", ".join(f"count(*) FILTER (WHERE furthest = '{stage.value}')" for stage in PATH)
TAKES_SEATS = ", ".join(f"'{state.value}'" for state in COUNTED)

# Facet by facet what the leads of each day in the CTE `days` amount to; an index gives the leads of one day after the
# other (OFFSET 0 keeps PostgreSQL from taking a day for a ninth of all leads, which it would plan for). Waits travel as
# bytes: as numbers of a JSON or an array they would be text, there and back.
COUNT_DAYS = f"""
    leads AS MATERIALIZED (
        SELECT days.day, asked.* FROM days CROSS JOIN LATERAL (
            SELECT id, owner_id, source, source_page_id, furthest, first_response_at <= response_due_at AS kept,
                mod(floor(date_part('epoch', asked_at))::bigint / 3600 + {HOURS_OF_EPOCH}, {HOURS_OF_WEEK}) AS hour,
                (date_part('epoch', first_response_at - asked_at) * 1000000)::bigint AS wait
            FROM crm_lead WHERE asked_at >= day::timestamp AT TIME ZONE '{ZONE}'
            AND asked_at < (day + 1)::timestamp AT TIME ZONE '{ZONE}' OFFSET 0
        ) AS asked
    ), facets (day, facet, key, numbers, waits) AS (
        SELECT day, '{Facet.OWNER}', coalesce(owner_id::text, ''),
            json_build_array({ALONG_PATH}, count(*) FILTER (WHERE kept), count(wait))::text,
            string_agg(int8send(wait), ''::bytea ORDER BY wait)
        FROM leads GROUP BY day, owner_id
        UNION ALL
        SELECT day, '{Facet.SOURCE}', source, json_build_array({ALONG_PATH})::text, NULL FROM leads GROUP BY day, source
        UNION ALL
        SELECT day, '{Facet.PAGE}', source_page_id::text, json_build_array({ALONG_PATH})::text, NULL
        FROM leads WHERE source_page_id IS NOT NULL GROUP BY day, source_page_id
        UNION ALL
        SELECT day, '{Facet.HOUR}', hour::text, json_build_array(count(*))::text, NULL FROM leads GROUP BY day, hour
        UNION ALL
        SELECT day, '{Facet.SEATS}', consultant_id::text, json_build_array(
            sum(seats), (sum(seats * price) * 100)::bigint)::text, NULL
        FROM leads JOIN enrollment_registration ON lead_id = leads.id
        WHERE state IN ({TAKES_SEATS}) GROUP BY day, consultant_id
    )
"""  # noqa: S608  (only constants of the house)

COUNT_THESE = f"""
    WITH days AS MATERIALIZED (SELECT unnest(%(days)s::date[]) AS day), {COUNT_DAYS}
    SELECT * FROM facets ORDER BY day
"""  # noqa: S608  (likewise)

# `chosen` are the largest blocks that hold: those whose double is not among them. Twice the size holds only if both
# halves do, so nothing is counted twice. `days` are whatever is left.
TALLY = f"""
    WITH stale AS MATERIALIZED (
        SELECT DISTINCT day FROM reports_staleday WHERE day BETWEEN %(since)s AND %(until)s
    ), clean AS MATERIALIZED (
        SELECT id, begins_on, days, begins_on - (begins_on - date '{GRID_BEGINS}') %% (2 * days) AS doubled
        FROM reports_block WHERE begins_on >= %(since)s AND begins_on <= %(until)s - days + 1
        AND NOT EXISTS (SELECT FROM stale WHERE day >= begins_on AND day < begins_on + days)
    ), chosen AS MATERIALIZED (
        SELECT id, begins_on, days FROM clean WHERE NOT EXISTS (
            SELECT FROM clean AS larger WHERE larger.begins_on = clean.doubled AND larger.days = 2 * clean.days
        )
    ), days AS MATERIALIZED (
        SELECT day FROM (
            SELECT %(since)s::date + number AS day FROM generate_series(0, %(until)s::date - %(since)s::date) AS number
        ) AS asked
        WHERE NOT EXISTS (SELECT FROM chosen WHERE day >= begins_on AND day < begins_on + days)
    ), {COUNT_DAYS}
    SELECT begins_on, '', '', counts::text, waits FROM chosen JOIN reports_block USING (id, begins_on)
    UNION ALL
    (SELECT * FROM facets ORDER BY day)
"""  # noqa: S608  (only constants of the house)

# The trigger tells of no change of a lead asked on the day of the change, by the server's clock. Whoever was spared it
# on a day had begun before that day ended: once all of them are done, the next snapshot sees what they did. The hour is
# for clocks that are set.
LAST_SETTLED = f"""
    SELECT (least(clock_timestamp() - interval '1 hour', min(xact_start)) AT TIME ZONE '{ZONE}')::date - 1
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""  # noqa: S608  (only constants of the house)

# The newest first: these are asked for most.
TO_COUNT = f"""
    SELECT day FROM (
        SELECT day FROM reports_staleday
        UNION
        (SELECT (min(asked_at) AT TIME ZONE '{ZONE}')::date
            + generate_series(0, %(until)s::date - (min(asked_at) AT TIME ZONE '{ZONE}')::date) FROM crm_lead
        EXCEPT SELECT begins_on FROM reports_block WHERE days = 1)
    ) AS due WHERE day <= %(until)s ORDER BY day DESC LIMIT %(at_most)s
"""  # noqa: S608  (only constants of the house)


def tally(period: Period, facets: Collection[Facet] = tuple(Facet)) -> Tally:
    """The leads first asked in a period, counted; one statement."""
    rows = _rows(TALLY, {"since": period.since, "until": period.until})
    blocks = [Tally.stored(orjson.loads(counts), waits) for _day, facet, _key, counts, waits in rows if not facet]
    return total([*blocks, *_by_day(row for row in rows if row[1]).values()], facets)


def count_days(days: Collection[date]) -> dict[date, Tally]:
    """Each of these days counted from the leads themselves."""
    counted = _by_day(_rows(COUNT_THESE, {"days": list(days)}))
    return {day: counted.get(day) or Tally({}, {}) for day in days}


def days_to_count(at_most: int) -> list[date]:
    """Days that are over and not counted, or not any more, in Asia/Shanghai; so many at most."""
    [(until,)] = _rows(LAST_SETTLED)
    return [day for (day,) in _rows(TO_COUNT, {"until": until, "at_most": at_most})]


def _rows(statement: str, values: dict[str, Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Any] = cursor.fetchall()
    return found


def _by_day(rows: Iterable[Any]) -> dict[date, Tally]:
    counted = {}
    for day, told in groupby(rows, key=lambda row: row[0]):
        facets = [(facet, key, orjson.loads(numbers), waits) for _day, facet, key, numbers, waits in told]
        counted[day] = Tally.counted(day, facets)
    return counted
