"""What the pool shows, as words ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultants.models import Consultant
from content.templatetags.interface import initial, tint
from crm.models import Allowed, Deed, DeskRules, Lead
from crm.rules.attribution import Source
from crm.rules.stages import Stage
from crm.screens import desk as screens


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One lead of the pool; `cold` says why this person cannot claim it, empty when she can."""

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


def rows(leads: Iterable[Lead], at: datetime, *, me: Consultant | None, rules: DeskRules) -> list[PoolRow]:
    """The rows of the list."""
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


def _names(deed: Deed) -> str:
    names = [one.lead.name for one in deed.leads.all()]
    if len(names) == 1:
        return names[0]
    return ngettext("%(number)s lead", "%(number)s leads", len(names)) % {"number": len(names)}
