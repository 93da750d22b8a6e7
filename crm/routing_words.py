"""Why a lead is whose it is, as words ready to print."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm import ownership_words
from crm.models import Lead
from crm.rules.routing import Skip


@dataclass(frozen=True, slots=True)
class Considered:
    """One consultant of that moment: her open leads, and what spoke against her; empty when nothing did."""

    name: str
    open_leads: int
    against: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Why:
    """The reason, everybody who was considered, and what became of each rule that spoke about the inquiry."""

    reason: str
    considered: list[Considered]
    rules: list[str]


def why(lead: Lead) -> Why:
    """What was decided when the lead was opened; later hand-overs stand in the diary."""
    reasons = _against()
    lines = [line for line in lead.routing_trace if line.get("name")]
    considered = [
        Considered(line["name"], line["open_leads"], reasons.get(line.get("skip", ""), ""), bool(line.get("chosen")))
        for line in lines
    ]
    rules = [
        _("Rule “%(rule)s” of version %(version)s: %(what)s")
        % {"rule": line["rule"], "version": line["version"], "what": reasons.get(line.get("skip", ""), _("holds"))}
        for line in lead.routing_trace
        if line.get("rule")
    ]
    return Why(ownership_words.because(lead.routing_reason), considered, rules)


def _against() -> dict[str, str]:
    return {
        Skip.ON_LEAVE.value: _("on leave"),
        Skip.PAUSED.value: _("paused"),
        Skip.FULL.value: _("as many open leads as allowed"),
        Skip.FULL_TODAY.value: _("as many new leads today as allowed"),
        Skip.OFF_DUTY.value: _("off duty"),
        Skip.OTHER_REGION.value: _("another region"),
        Skip.OTHER_PROGRAMME.value: _("another programme"),
        Skip.OTHER_KIND.value: _("another kind of organisation"),
        Skip.NO_TEAM.value: _("names nobody"),
        Skip.LEFT.value: _("names people who left"),
        Skip.NOBODY_FREE.value: _("none of its people could take it"),
    }
