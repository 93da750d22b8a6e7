"""Which other leads may be of the same visitor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import IS_OPEN
from kit import phones

# A lead that has ended is one of the same conversation when it was asked so shortly before or after.
WITHIN = timedelta(days=30)
MOST = 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A lead that may be of the same visitor, and why; `is_own` says whether the user may open and merge it."""

    lead: Lead
    has_same_number: bool
    is_own: bool


def duplicates_of(lead: Lead, *, to: User) -> list[Duplicate]:
    """Leads with one of the numbers, or with the name in the same organisation.

    Found by index, in as many statements for one as for many. Behind a switchboard the name has to be the same too.
    """
    numbers = {lead.phone, *(row.phone for row in lead.phones.all())}
    found = [_with(phone__in=numbers), _with(phones__phone__in=numbers)]
    if lead.organisation_id:
        found.append(_with(organisation=lead.organisation_id, name=lead.name))
    near = Q(asked_at__gte=lead.asked_at - WITHIN, asked_at__lte=lead.asked_at + WITHIN)
    others = Lead.objects.counted().filter(near | IS_OPEN, pk__in=found[0].union(*found[1:]))
    others = others.exclude(pk=lead.pk).select_related("organisation", "owner").prefetch_related("phones")
    likely = list(_likely(lead, numbers, list(others.order_by("-asked_at", "pk"))))[:MOST]
    keys = [one.pk for one, _is_same in likely]
    own = set(Lead.objects.on_desk_of(to).filter(pk__in=[lead.pk, *keys]).values_list("pk", flat=True))
    return [Duplicate(one, is_same, {lead.pk, one.pk} <= own) for one, is_same in likely]


def _with(**where: Any) -> QuerySet[Lead, Any]:
    return Lead.objects.filter(**where).values("pk")


def _likely(lead: Lead, numbers: set[str], others: list[Lead]) -> Iterator[tuple[Lead, bool]]:
    """The others that are likely the same visitor, and whether a number says so."""
    for other in others:
        common = numbers & {other.phone, *(row.phone for row in other.phones.all())}
        is_same_name = other.name == lead.name
        by_number = any(is_same_name or not phones.is_shared(number) for number in common)
        if by_number or (is_same_name and lead.organisation_id and other.organisation_id == lead.organisation_id):
            yield other, by_number
