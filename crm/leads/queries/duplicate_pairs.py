"""The likely duplicates of a desk, in pairs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value

from accounts.models import User
from crm.leads.models import Lead, NotDuplicate
from crm.leads.models.lead_queryset import IS_OPEN, LeadQuerySet
from crm.leads.queries.duplicates import WITHIN, Duplicate, duplicates_among
from kit import phones


@dataclass(frozen=True, slots=True)
class Pair:
    """An open lead of a desk, and one that may be of the same visitor."""

    lead: Lead
    duplicate: Duplicate


def leads_with_duplicates(user: User) -> LeadQuerySet:
    """Open leads of a user's desk that have a likely duplicate, newest first.

    The same law as `rules.likeness`, in words of the database. Of two open leads of the desk the newer one is named;
    so each pair stands in the list once.
    """
    own = Lead.objects.on_desk_of(user).counted().open()
    others = _others(user)
    # Each part is a join over an index; an OR of them would ask for each lead apart.
    parts: list[QuerySet[Lead, Any]] = [
        own.filter(Exists(others.filter(_same_number(ours, theirs)))).values("pk")
        for ours in ("phone", "phones__phone")
        for theirs in ("phone", "phones__phone")
    ]
    same_name = others.filter(name=OuterRef("name"), organisation=OuterRef("organisation"))
    sound = Func(F("pinyin"), Value(" "), Value(1), function="split_part", output_field=TextField())
    sounds_same = (
        others.exclude(pinyin="")
        .exclude(organisation__pinyin="")
        .annotate(sound=sound)
        .filter(organisation__pinyin=OuterRef("organisation__pinyin"), sound=OuterRef("sound"))
    )
    parts += [
        own.filter(Exists(same_name)).values("pk"),
        own.annotate(sound=sound).filter(Exists(sounds_same)).values("pk"),
    ]
    found = own.filter(pk__in=reduce(lambda some, more: some.union(more), parts))
    return found.select_related("organisation", "owner").prefetch_related("phones").order_by("-asked_at", "-pk")


def pairs(leads: Sequence[Lead], *, to: User) -> Iterator[Pair]:
    """The pairs of a page of `leads_with_duplicates`; as many statements for one lead as for many."""
    for lead, duplicates in duplicates_among(leads, to=to):
        for duplicate in duplicates:
            other = duplicate.lead
            is_named_there = other.is_open and duplicate.is_own
            if not is_named_there or (other.asked_at, other.pk) < (lead.asked_at, lead.pk):
                yield Pair(lead, duplicate)


def _others(user: User) -> LeadQuerySet:
    """Leads that may stand beside one of `leads_with_duplicates`, which a subquery calls its outer row."""
    earlier = Q(asked_at__lt=OuterRef("asked_at")) | Q(asked_at=OuterRef("asked_at"), pk__lt=OuterRef("pk"))
    elsewhere = Q(pk__in=()) if user.sees_all_leads else Q(owner=None) | ~Q(owner__user=user)
    near = Q(asked_at__gte=OuterRef("asked_at") - WITHIN, asked_at__lte=OuterRef("asked_at") + WITHIN)
    is_apart = NotDuplicate.objects.of(OuterRef("pk"), OuterRef(OuterRef("pk")))
    others = Lead.objects.counted().exclude(pk=OuterRef("pk")).filter(~Exists(is_apart))
    return others.filter(IS_OPEN & (earlier | elsewhere) | ~IS_OPEN & near)


def _same_number(ours: str, theirs: str) -> Q:
    """Whether a number is the same; behind a switchboard the name has to be, too."""
    is_shared = Q(**{f"{theirs}__regex": phones.SHARED})
    return Q(**{theirs: OuterRef(ours)}) & (~is_shared | Q(name=OuterRef("name")))
