"""Seats and money: what the leads of a period registered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, Sum

from enrollment.seats.models import Registration
from reports.period import Period
from reports.queries import leads_of


@dataclass(frozen=True, slots=True)
class Seats:
    """Confirmed seats of a cohort by the consultant who registered them, and their value in whole yuan."""

    by_owner: Mapping[int, int]
    revenue: int

    @property
    def total(self) -> int:
        """All seats together."""
        return sum(self.by_owner.values())


def seats(period: Period) -> Seats:
    """What the leads of a period registered; one statement."""
    rows = (
        Registration.objects.counted()
        .filter(Q(lead__in=leads_of(period)) | Q(lead__merged_into__in=leads_of(period)))
        .order_by()
        .values("consultant_id")
        .annotate(seats_sum=Sum("seats"), value=Sum(F("seats") * F("price")))
    )
    found = list(rows)
    return Seats({row["consultant_id"]: row["seats_sum"] for row in found}, int(sum(row["value"] for row in found)))
