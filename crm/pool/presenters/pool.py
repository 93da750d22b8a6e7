"""Words and rows for the page of the pool."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultants.models import Consultant
from crm.leads.models import Action, ActionLead, DeskRules, Lead
from crm.pool.queries.pool import Swept
from kit import language

NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One lead of the pool.

    `claimable_at` is set while its last owner may not claim it yet. `action` is the key of the system's action that
    put it here, where a manager may still undo it. `key` is that of the form that claims it.
    """

    lead: Lead
    claimable_at: datetime | None
    action: int | None
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class BySystem:
    """An action of the system in words; `still` is how many leads can still be restored, `desks` names those swept."""

    action: Action
    words: str
    still: int
    desks: tuple[str, ...] = ()


def rows(
    leads: Iterable[Lead], at: datetime, *, me: Consultant | None, rules: DeskRules, returnable: Mapping[int, int]
) -> list[PoolRow]:
    """The rows of the list; `returnable` maps leads to the action that a manager may still undo."""
    return [PoolRow(lead, _claimable_at(lead, at, me, rules), returnable.get(lead.pk)) for lead in leads]


def _claimable_at(lead: Lead, at: datetime, me: Consultant | None, rules: DeskRules) -> datetime | None:
    if me is None or lead.pooled_from_id != me.pk or lead.pooled_at is None:
        return None
    claimable_at = lead.pooled_at + timedelta(days=rules.cooldown_days)
    return claimable_at if claimable_at > at else None


def by_system(swept: Iterable[Swept], rerouted: Iterable[ActionLead]) -> list[BySystem]:
    """One entry for each sweep and each rerouted lead, the latest first."""
    sweeps: dict[Action, list[Swept]] = {}
    for desk in swept:
        sweeps.setdefault(desk.action, []).append(desk)
    entries = [_sweep(action, desks) for action, desks in sweeps.items()] + [_rerouted(row) for row in rerouted]
    return sorted(entries, key=lambda entry: entry.action.at, reverse=True)


def _sweep(action: Action, desks: Sequence[Swept]) -> BySystem:
    number = sum(desk.count for desk in desks)
    words = ngettext("%(number)s lead went to the pool", "%(number)s leads went to the pool", number)
    return BySystem(action, words % {"number": number}, sum(desk.still for desk in desks), tuple(map(_desk, desks)))


def _desk(desk: Swept) -> str:
    names = language.listed(desk.names[:NAMES_SHOWN]) + (_(" and others") if len(desk.names) > NAMES_SHOWN else "")
    return _("%(owner)s %(count)s: %(names)s") % {"owner": desk.owner, "count": desk.count, "names": names}


def _rerouted(row: ActionLead) -> BySystem:
    names = {
        "name": row.lead.name,
        "from": row.line.data["from"],
        "to": row.line.consultant.name if row.line.consultant else "",
    }
    words = _("%(name)s went from %(from)s to %(to)s, the organisation's consultant") % names
    return BySystem(row.action, words, still=1)
