"""Which other leads may be of the same visitor."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from crm.leads.models import Activity, Kind, Lead, Organisation
from crm.leads.models.lead_queryset import IS_OPEN, LeadQuerySet
from crm.leads.rules.likeness import Likeness, Visitor, likeness
from kit import clock, pinyin

# A lead that has ended is one of the same conversation when it was asked so shortly before or after.
WITHIN = timedelta(days=30)
MOST = 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A lead that may be of the same visitor, and why.

    `is_visible` says whether the user may open it, `is_own` whether the user may also merge it.
    """

    lead: Lead
    likeness: Likeness
    is_visible: bool
    is_own: bool


def duplicates_of(lead: Lead, *, to: User) -> list[Duplicate]:
    """Leads with one of the numbers, or with the name in the same organisation, as they are spelled or sound.

    Found by index, in as many statements for one as for many.
    """
    found = list(_likely(visitor_of(lead), lead.asked_at, _others([visitor_of(lead)]).exclude(pk=lead.pk)))
    return _shown(found, to=to, with_=lead)


def duplicates_of_typed(visitor: Visitor, *, to: User, besides: int = 0) -> list[Duplicate]:
    """Leads that may be of a visitor whose number, or name and organisation, a user is typing; the same law."""
    others = _others([visitor]).exclude(pk=besides)
    calls = Activity.objects.filter(lead=OuterRef("pk"), kind=Kind.CALLED).order_by().values("lead")
    others = others.annotate(last_called_at=Subquery(calls.annotate(last=Max("at")).values("last")))
    return _shown(list(_likely(visitor, clock.now(), others)), to=to, with_=None)


def visitor_of(lead: Lead) -> Visitor:
    """What is known of the visitor of a lead."""
    organisation = lead.organisation
    return Visitor(
        numbers={lead.phone, *(row.phone for row in lead.phones.all())},
        name=lead.name,
        sound=pinyin.first_reading(lead.pinyin),
        organisation=organisation.key if organisation else "",
        organisation_sound=organisation.pinyin if organisation else "",
    )


def typed(*, name: str, organisation: str, numbers: Collection[str] = ()) -> Visitor:
    """What is known of a visitor who is being written down."""
    return Visitor(
        numbers=frozenset(numbers),
        name=name,
        sound=pinyin.first_reading(pinyin.spelled(name)),
        organisation=Organisation.key_of(organisation) if organisation else "",
        organisation_sound=pinyin.spelled(organisation),
    )


def _others(visitors: Sequence[Visitor]) -> LeadQuerySet:
    """Leads with a number of one of the visitors, or with a name and an organisation of theirs."""
    numbers = {number for visitor in visitors for number in visitor.numbers}
    keys = {visitor.organisation for visitor in visitors} - {""}
    sounds = {visitor.organisation_sound for visitor in visitors} - {""}
    organisations = Organisation.objects.filter(Q(key__in=keys) | Q(pinyin__in=sounds))
    is_name = Q(name__in={visitor.name for visitor in visitors})
    for sound in {visitor.sound for visitor in visitors} - {""}:
        is_name |= Q(pinyin__startswith=f"{sound} ")
    by_name = Lead.objects.filter(is_name, organisation__in=organisations)
    found: QuerySet[Lead] = Lead.objects.reached_by(*numbers)
    both = Lead.objects.counted().filter(pk__in=found.values("pk").union(by_name.values("pk")))
    return both.select_related("organisation", "owner").prefetch_related("phones").order_by("-asked_at", "pk")


def _likely(visitor: Visitor, asked_at: datetime, others: QuerySet[Lead]) -> Iterator[tuple[Lead, Likeness]]:
    near = Q(asked_at__gte=asked_at - WITHIN, asked_at__lte=asked_at + WITHIN)
    for other in others.filter(near | IS_OPEN):
        if found := likeness(visitor, visitor_of(other)):
            yield other, found


def _shown(found: list[tuple[Lead, Likeness]], *, to: User, with_: Lead | None) -> list[Duplicate]:
    """The first of what was found, with what the user may do; a merge needs both leads on the own desk."""
    keys = [other.pk for other, _likeness in found[:MOST]]
    visible = set(Lead.objects.visible_to(to).filter(pk__in=keys).values_list("pk", flat=True))
    wanted = [*keys, with_.pk] if with_ else keys
    own = set(Lead.objects.on_desk_of(to).filter(pk__in=wanted).values_list("pk", flat=True))
    may_merge = with_ is None or with_.pk in own
    return [Duplicate(other, why, other.pk in visible, may_merge and other.pk in own) for other, why in found[:MOST]]
