"""Seats and money: what the leads of a period registered."""

from decimal import Decimal

from django.db.models import DecimalField, F, QuerySet, Sum

from enrollment.models import Registration
from reports.period import Period


def seats_by_owner(period: Period) -> dict[int, int]:
    """Confirmed seats of the cohort, by the consultant who registered them."""
    rows = _of(period).order_by().values_list("consultant_id").annotate(total=Sum("seats"))
    return dict(rows)


def revenue(period: Period) -> int:
    """The value of the cohort's confirmed seats in whole yuan."""
    money: DecimalField[Decimal, Decimal] = DecimalField(max_digits=14, decimal_places=2)
    total = _of(period).aggregate(total=Sum(F("seats") * F("price"), output_field=money))["total"]
    return int(total or 0)


def _of(period: Period) -> QuerySet[Registration]:
    return Registration.objects.counted().filter(
        lead__asked_at__gte=period.begins_at, lead__asked_at__lt=period.ends_at
    )
