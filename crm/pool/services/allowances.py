"""The daily limits, counted safely under concurrency."""

from datetime import datetime

from django.db.models import F

from consultants.models import Consultant
from crm.pool.errors import AllowanceUsedUp
from crm.pool.models import Allowance, Allowed
from kit import clock


def take(consultant: Consultant, what: Allowed, *, limit: int, at: datetime) -> None:
    """Use one of today's, in the caller's transaction. Raises AllowanceUsedUp.

    One conditional UPDATE counts, so that no number of simultaneous callers gets past the limit.
    """
    row, _is_new = Allowance.objects.get_or_create(consultant=consultant, on=clock.local(at).date(), what=what)
    if not Allowance.objects.filter(pk=row.pk, used__lt=limit).update(used=F("used") + 1):
        raise AllowanceUsedUp(what, limit)
