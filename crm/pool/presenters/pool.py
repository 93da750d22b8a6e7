"""What the pool shows, as words ready to print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultants.models import Consultant
from content.templatetags.interface import initial, tint
from crm.leads.models import Action, ActionLead, DeskRules, Lead
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from crm.pool.models import Allowed
from crm.pool.queries.pool import Swept
from kit import language
from kit.templatetags import days


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One lead of the pool; `cold` says why this person cannot claim it, empty when she can.

    `action` is the house's own that put it here, where a manager may still give the lead back to `last_owner`;
    `key` is that of its form.
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
    action: int | None
    key: UUID = field(default_factory=uuid4)


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
class BySystem:
    """What the house did at once: when, what, how many leads can be taken back still, and of which desks."""

    pk: int
    when: str
    what: str
    still: int
    desks: tuple[str, ...] = ()


NAMES_SHOWN = 3


def rows(
    leads: Iterable[Lead],
    at: datetime,
    *,
    me: Consultant | None,
    rules: DeskRules,
    returnable: Mapping[int, int] | None = None,
) -> list[PoolRow]:
    """The rows of the list; `returnable` are those that may be given back, each with the action to take back."""
    sources = {source.value: str(source.label) for source in Source}
    stages = {stage.value: str(stage.label) for stage in Stage}
    return [
        PoolRow(
            pk=lead.pk,
            url=lead.get_absolute_url(),
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
            since=days.ago(lead.pooled_at, at) if lead.pooled_at else "",
            last_owner=lead.pooled_from.name if lead.pooled_from else "",
            cold=_cold(lead, me, rules),
            action=(returnable or {}).get(lead.pk),
        )
        for lead in leads
    ]


def _cold(lead: Lead, me: Consultant | None, rules: DeskRules) -> str:
    if me is None or lead.pooled_from_id != me.pk or lead.pooled_at is None:
        return ""
    warm_at = lead.pooled_at + timedelta(days=rules.cooldown_days)
    return _("yours again from %(when)s") % {"when": days.short(warm_at, lead.pooled_at)}


def meters(used: dict[str, int], kept: int, rules: DeskRules) -> list[Meter]:
    """How much of her limits a consultant has used."""
    return [
        Meter(_("Claimed today"), used.get(Allowed.CLAIM, 0), rules.claims_a_day),
        Meter(_("Numbers shown today"), used.get(Allowed.REVEAL, 0), rules.reveals_a_day),
        Meter(_("Kept out of the pool"), kept, rules.keep_quota),
    ]


def done(actions: Iterable[Action]) -> list[Done]:
    """What was just done, each with the names it is about."""
    return [Done(action.pk, f"{_names(action)} {action.get_kind_display()}") for action in actions]


def by_system(swept: Sequence[Swept], rerouted: Iterable[ActionLead], at: datetime) -> list[BySystem]:
    """One line for each sweep, and one for each lead that went to the consultant of its organisation; latest first."""
    sweeps: dict[Action, list[Swept]] = {}
    for one in swept:
        sweeps.setdefault(one.action, []).append(one)
    found = [(action.at, _sweep(action, desks, at)) for action, desks in sweeps.items()]
    found += [(one.action.at, _rerouted(one, at)) for one in rerouted]
    return [line for _at, line in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _sweep(action: Action, desks: Sequence[Swept], at: datetime) -> BySystem:
    number = sum(one.count for one in desks)
    return BySystem(
        pk=action.pk,
        when=days.short(action.at, at),
        what=ngettext("%(number)s lead went to the pool", "%(number)s leads went to the pool", number)
        % {"number": number},
        still=sum(one.still for one in desks),
        desks=tuple(
            _("%(owner)s %(count)s: %(names)s") % {"owner": one.owner, "count": one.count, "names": _first(one.names)}
            for one in desks
        ),
    )


def _rerouted(one: ActionLead, at: datetime) -> BySystem:
    told = {
        "name": one.lead.name,
        "from": one.line.data["from"],
        "to": one.line.consultant.name if one.line.consultant else "",
    }
    what = _("%(name)s went from %(from)s to %(to)s, the organisation's consultant") % told
    return BySystem(pk=one.action_id, when=days.short(one.action.at, at), what=what, still=1)


def _names(action: Action) -> str:
    names = [one.lead.name for one in action.leads.all()]
    return (
        names[0]
        if len(names) == 1
        else ngettext("%(number)s lead", "%(number)s leads", len(names)) % {"number": len(names)}
    )


def _first(names: Sequence[str]) -> str:
    """The first few names."""
    return language.listed(names[:NAMES_SHOWN]) + (_(" and others") if len(names) > NAMES_SHOWN else "")
