"""Counting what may be done so many times a day, safely under concurrency."""

from datetime import datetime

from django.db import connection

from consultants.models import Consultant
from crm.errors import AllowanceUsedUp
from crm.models import Allowed
from kit import clock

# The row is its own lock: of any number of takers at once none gets past the limit.
TAKE = """
    INSERT INTO crm_allowance (consultant_id, "on", what, used) VALUES (%s, %s, %s, 1)
    ON CONFLICT (consultant_id, "on", what) DO UPDATE SET used = crm_allowance.used + 1 WHERE crm_allowance.used < %s
    RETURNING used
"""


def take(consultant: Consultant, what: Allowed, *, limit: int, at: datetime) -> None:
    """Use one of today's; gives it back when the caller's transaction does not hold.

    Raises AllowanceUsedUp.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [consultant.pk, clock.local(at).date(), what, limit])
        if limit < 1 or cursor.fetchone() is None:
            raise AllowanceUsedUp(what, limit)
