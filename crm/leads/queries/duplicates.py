"""Which other leads may be of the same visitor."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from crm.leads.models import Activity, Kind, Lead, NotDuplicate, Organisation
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.likeness import Likeness, Visitor, likeness
from kit import clock, pinyin

# A lead that has ended is one of the same conversation when it was asked so shortly before or after.
WITHIN = timedelta(days=30)
MOST = 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A lead that may be of the same visitor, and why.

    `is_visible` says whether the user may open it, `is_own` whether the user may merge the two, and `may_keep_apart`
    whether the user may say that they are of two visitors: the lead that it stands beside is on the own desk.
    """

    lead: Lead
    likeness: Likeness
    is_visible: bool
    is_own: bool
    may_keep_apart: bool


def duplicates_of(lead: Lead, *, to: User) -> list[Duplicate]:
    """Leads with one of the numbers, or with the name in the same organisation, as they are spelled or sound.

    Leads that were found to be of another visitor are not among them.
    """
    [(_lead, found)] = duplicates_among([lead], to=to)
    return found


def duplicates_among(leads: Sequence[Lead], *, to: User) -> Iterator[tuple[Lead, list[Duplicate]]]:
    """The duplicates of each of some leads; found by index, in as many statements for one as for many."""
    visitors = {lead: visitor_of(lead) for lead in leads}
    others = list(_others([*visitors.values()]))
    apart = set(NotDuplicate.objects.among(leads).values_list("lead", "other"))
    found = {
        lead: [
            (other, why)
            for other, why in _likely(visitor, lead.asked_at, others)
            if other != lead and (min(lead.pk, other.pk), max(lead.pk, other.pk)) not in apart
        ][:MOST]
        for lead, visitor in visitors.items()
    }
    shown = {one.pk for likely in found.values() for one, _why in likely}
    visible = set(Lead.objects.visible_to(to).filter(pk__in=shown).values_list("pk", flat=True))
    own = Lead.objects.on_desk_of(to).filter(pk__in={*shown, *(lead.pk for lead in leads)})
    may_merge = set(own.values_list("pk", flat=True))
    for lead, likely in found.items():
        is_own = lead.pk in may_merge
        yield (
            lead,
            [Duplicate(one, why, one.pk in visible, is_own and one.pk in may_merge, is_own) for one, why in likely],
        )


def duplicates_of_typed(visitor: Visitor, *, to: User, besides: int = 0) -> list[Duplicate]:
    """Leads that may be of a visitor whose number, or name and organisation, a user is typing; the same law."""
    calls = Activity.objects.filter(lead=OuterRef("pk"), kind=Kind.CALLED).order_by().values("lead")
    others = _others([visitor]).exclude(pk=besides)
    others = others.annotate(last_called_at=Subquery(calls.annotate(last=Max("at")).values("last")))
    likely = list(_likely(visitor, clock.now(), others))[:MOST]
    visible = Lead.objects.visible_to(to).filter(pk__in=[one.pk for one, _why in likely])
    keys = set(visible.values_list("pk", flat=True))
    return [Duplicate(one, why, one.pk in keys, is_own=False, may_keep_apart=False) for one, why in likely]


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
    key = Organisation.key_of(organisation) if organisation else ""
    kept = Organisation.objects.filter(pk__in=Organisation.objects.called([key]).values()).first()
    return Visitor(
        numbers=frozenset(numbers),
        name=name,
        sound=pinyin.first_reading(pinyin.spelled(name)),
        organisation=kept.key if kept else key,
        organisation_sound=kept.pinyin if kept else pinyin.spelled(organisation),
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


def _likely(visitor: Visitor, asked_at: datetime, others: Iterable[Lead]) -> Iterator[tuple[Lead, Likeness]]:
    for other in others:
        is_current = other.is_open or asked_at - WITHIN <= other.asked_at <= asked_at + WITHIN
        if is_current and (found := likeness(visitor, visitor_of(other))):
            yield other, found
