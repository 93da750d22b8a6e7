"""Counting past days ahead. Nobody waits for it, and without it a report counts everything itself."""

from datetime import date

from django.db import connection, transaction

from reports import queries
from reports.models import Block, StaleDay
from reports.rules.blocks import SPANS, beginning, halves
from reports.rules.tally import Tally, total

# One transaction's worth.
DAYS_AT_ONCE = 64
# Who counts, counts alone: two would put down each other's older numbers.
TURN = 0x636F756E74


def count_past_days() -> int:
    """Count the days that are over and not counted, or have changed since; how many. None while another counts."""
    counted = 0
    while days := _count_some():
        counted += days
    return counted


@transaction.atomic
def _count_some() -> int:
    """First forget that the days are stale, then count them: what commits between tells of itself once more.

    Each statement is a snapshot of its own (READ COMMITTED), so a mark that was seen belongs to a change that is seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        if not cursor.fetchone()[0]:
            return 0
    days = queries.days_to_count(DAYS_AT_ONCE)
    if days:
        StaleDay.objects.filter(day__in=days).delete()
        _put_down(1, queries.count_days(days))
        for span in SPANS[1:]:
            _put_down(span, _from_halves(days, span))
    return len(days)


def _from_halves(days: list[date], span: int) -> dict[date, Tally]:
    """The blocks of this size that hold one of the days, as far as both halves have been counted."""
    begins = {beginning(day, span) for day in days}
    wanted = [half for one in begins for half in halves(one, span)]
    stored = Block.objects.filter(days=span // 2, begins_on__in=wanted)
    known = {one.begins_on: Tally.stored(one.counts, bytes(one.waits)) for one in stored}
    whole = [one for one in begins if all(half in known for half in halves(one, span))]
    return {one: total(known[half] for half in halves(one, span)) for one in whole}


def _put_down(span: int, tallies: dict[date, Tally]) -> None:
    rows = []
    for begins, tally in tallies.items():
        counts, waits = tally.written
        rows.append(Block(begins_on=begins, days=span, counts=counts, waits=waits))
    Block.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["begins_on", "days"], update_fields=["counts", "waits"]
    )
