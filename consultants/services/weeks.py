"""The weekly pattern: the only place that writes weekly shifts."""

from collections.abc import Mapping

from django.db import transaction

from consultants import queries
from consultants.models import Shift
from consultants.rules import week
from consultants.rules.hours import Hours
from consultants.services import days
from kit.errors import ChangedMeanwhile


@transaction.atomic
def set_pattern(consultant_id: int, *, wanted: Mapping[int, Hours], seen: str | None = None) -> None:
    """Set the hours of every weekday (Monday = 0); days that are planned by date stay as they are.

    `seen` is the pattern the page showed, as `consultants.rules.week.as_text`. Raises `ChangedMeanwhile`.
    """
    days.lock([consultant_id])
    now = queries.weekly_hours(consultant_id)
    if seen is not None and week.as_text(now) != seen:
        raise ChangedMeanwhile
    Shift.objects.filter(consultant=consultant_id).delete()
    Shift.objects.bulk_create(
        Shift(consultant_id=consultant_id, weekday=weekday, starts=one.starts, ends=one.ends)
        for weekday, hours in sorted(wanted.items())
        for one in hours
    )
    transaction.on_commit(queries.forget_roster)
