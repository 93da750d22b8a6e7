"""When the people of an imported list are called first: a few a day, so that no desk is late at once. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from consultants.rules.duty import Window
from crm.leads.rules import outcomes
from kit import clock

CALLS_A_DAY = 30


def first_call(coming: Sequence[Window], at: datetime, place: int) -> datetime:
    """When the call of the lead numbered `place` of one consultant is due: at the beginning of a coming duty day.

    Today does not count. Beyond the days that are planned it is one more morning each.
    """
    today = clock.local(at).date()
    begins: dict[object, datetime] = {}
    for window in coming:
        day = clock.local(window.starts_at).date()
        if day > today:
            begins.setdefault(day, window.starts_at)
    days = sorted(begins.values())
    wanted = place // CALLS_A_DAY
    if wanted < len(days):
        return days[wanted]
    further = wanted - len(days) + 1
    return days[-1] + timedelta(days=further) if days else outcomes.morning_in(further, at)
