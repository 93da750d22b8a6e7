"""What the pool shows, as words ready to print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultants.models import Consultant
from content.templatetags.interface import initial, tint
from crm.models import Allowed, Deed, DeskRules, Lead
from crm.queries.pool import Swept
from crm.rules.attribution import Source
from crm.rules.stages import Stage
from crm.screens import desk as screens


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One lead of the pool; `cold` says why this person cannot claim it, empty when she can.

    `deed` is the house's own that put it here, where a manager may still give the lead back to `last_owner`.
    """

    pk: int
    url: str
    name: str
    tint: str
    initial: str
    organisation: str
    text: str
    phone: str
    badges: tuple[str, ...]
    since: str
    last_owner: str
    cold: str
    deed: int | None


@dataclass(frozen=True, slots=True)
class Meter:
    """One of a consultant's limits."""

    label: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class Done:
    """Something that may still be taken back."""

    pk: int
    words: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """What the house returned at once: when, how many of whose, the first names, and how many lie there still."""

    pk: int
    when: str
    count: int
    still: int
    desks: tuple[str, ...]


NAMES_SHOWN = 3


def rows(
    leads: Iterable[Lead],
    at: datetime,
    *,
    me: Consultant | None,
    rules: DeskRules,
    returnable: Mapping[int, int] | None = None,
) -> list[PoolRow]:
    """The rows of the list; `returnable` are those that may be given back, each with the deed to take back."""
    sources = {source.value: str(source.label) for source in Source}
    stages = {stage.value: str(stage.label) for stage in Stage}
    return [
        PoolRow(
            pk=lead.pk,
            url=screens.address(lead.pk),
            name=lead.name,
            tint=tint(lead.name),
            initial=initial(lead.name),
            organisation=lead.organisation.name if lead.organisation else "",
            text=" · ".join(filter(None, (lead.theme, lead.month))),
            phone=lead.masked_phone,
            badges=tuple(
                filter(
                    None,
                    (
                        stages[lead.stage],
                        _("%(number)s people") % {"number": lead.head_count} if lead.head_count else "",
                        sources[lead.source],
                    ),
                )
            ),
            since=screens.ago(lead.pooled_at, at) if lead.pooled_at else "",
            last_owner=lead.pooled_from.name if lead.pooled_from else "",
            cold=_cold(lead, me, rules),
            deed=(returnable or {}).get(lead.pk),
        )
        for lead in leads
    ]


def _cold(lead: Lead, me: Consultant | None, rules: DeskRules) -> str:
    if me is None or lead.pooled_from_id != me.pk or lead.pooled_at is None:
        return ""
    warm_at = lead.pooled_at + timedelta(days=rules.cooldown_days)
    return _("yours again from %(when)s") % {"when": screens.short(warm_at, lead.pooled_at)}


def meters(used: dict[str, int], kept: int, rules: DeskRules) -> list[Meter]:
    """How much of her limits a consultant has used."""
    return [
        Meter(_("Claimed today"), used.get(Allowed.CLAIM, 0), rules.claims_a_day),
        Meter(_("Numbers shown today"), used.get(Allowed.REVEAL, 0), rules.reveals_a_day),
        Meter(_("Kept out of the pool"), kept, rules.keep_quota),
    ]


def done(deeds: Iterable[Deed]) -> list[Done]:
    """What was just done, each with the names it is about."""
    return [Done(deed.pk, f"{_names(deed)} {deed.get_kind_display()}") for deed in deeds]


def sweeps(swept: Sequence[Swept], at: datetime) -> list[Sweep]:
    """One line for each sweep of the house, the latest first."""
    found: dict[int, list[Swept]] = {}
    for one in swept:
        found.setdefault(one.deed.pk, []).append(one)
    return [
        Sweep(
            pk=pk,
            when=screens.short(desks[0].deed.at, at),
            count=sum(one.count for one in desks),
            still=sum(one.still for one in desks),
            desks=tuple(
                _("%(owner)s %(count)s: %(names)s")
                % {"owner": one.owner, "count": one.count, "names": _first(one.names)}
                for one in desks
            ),
        )
        for pk, desks in found.items()
    ]


def taken_back(leads: Sequence[Lead], left: Sequence[str]) -> str:
    """What undoing came to; what was left as it is stands there by name."""
    if not left:
        return _("Taken back; everything stands as before.")
    number = _number(len(leads))
    return _("Taken back: %(number)s. Left as they are, because something has happened since: %(names)s.") % {
        "number": number,
        "names": "、".join(left),
    }


def _names(deed: Deed) -> str:
    names = [one.lead.name for one in deed.leads.all()]
    return names[0] if len(names) == 1 else _number(len(names))


def _number(count: int) -> str:
    return ngettext("%(number)s lead", "%(number)s leads", count) % {"number": count}


def _first(names: Sequence[str]) -> str:
    """The first few names, as they stand in a Chinese text."""
    return "、".join(names[:NAMES_SHOWN]) + (_(" and others") if len(names) > NAMES_SHOWN else "")
