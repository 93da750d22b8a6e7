"""Counting what may be done so many times a day, safely under concurrency."""

from datetime import datetime

from django.db.models import F

from consultants.models import Consultant
from crm.pool.errors import AllowanceUsedUp
from crm.pool.models import Allowance, Allowed
from kit import clock


def take(consultant: Consultant, what: Allowed, *, limit: int, at: datetime) -> None:
    """Use one of today's; gives it back when the caller's transaction does not hold.

    The row is its own lock: of any number of takers at once none gets past the limit. Raises AllowanceUsedUp.
    """
    row, _is_new = Allowance.objects.get_or_create(consultant=consultant, on=clock.local(at).date(), what=what)
    if not Allowance.objects.filter(pk=row.pk, used__lt=limit).update(used=F("used") + 1):
        raise AllowanceUsedUp(what, limit)
