"""Why a lead is whose it is, as words ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.leads.models import Activity, Kind, Lead
from crm.leads.presenters import ownership
from crm.routing.queries.replay import PastChoices
from crm.routing.rules.choice import Skip
from crm.routing.rules.trace import Trace

AGAINST = {
    Skip.ON_LEAVE.value: gettext_lazy("on leave"),
    Skip.PAUSED.value: gettext_lazy("paused"),
    Skip.FULL.value: gettext_lazy("as many open leads as allowed"),
    Skip.FULL_TODAY.value: gettext_lazy("as many new leads today as allowed"),
    Skip.OFF_DUTY.value: gettext_lazy("off duty"),
    Skip.OTHER_REGION.value: gettext_lazy("another region"),
    Skip.OTHER_PROGRAMME.value: gettext_lazy("another programme"),
    Skip.OTHER_KIND.value: gettext_lazy("another kind of organisation"),
    Skip.NO_TEAM.value: gettext_lazy("names nobody"),
    Skip.LEFT.value: gettext_lazy("names people who left"),
    Skip.NOBODY_FREE.value: gettext_lazy("none of its people could take it"),
    Skip.COLLEAGUES.value: gettext_lazy("a colleague knows the caller or the organisation"),
    Skip.NOT_ON_THE_LINE.value: gettext_lazy("a colleague answered the call"),
    Skip.NOT_SHOWN.value: gettext_lazy("the page showed a colleague"),
    Skip.NOT_IN_RULE.value: gettext_lazy("the rule does not name her"),
    Skip.HEAVIER.value: gettext_lazy("a lighter desk came first"),
}


@dataclass(frozen=True, slots=True)
class Considered:
    """One consultant of that moment: her open leads, and what spoke against her; empty when nothing did."""

    name: str
    open_leads: int
    against: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Why:
    """The reason, everybody who was considered, and what became of each rule that spoke about the inquiry.

    `at_first` is why the lead went where it went when it came, where a person has moved it or the house chose again;
    else empty.
    """

    reason: str
    at_first: str
    considered: list[Considered]
    rules: list[str]


def why(lead: Lead, diary: Iterable[Activity] = ()) -> Why:
    """Why the lead is whose it is, by the latest choice; `diary` is newest first."""
    latest = next((line for line in diary if line.kind == Kind.ASSIGNED), None)
    told = latest.data if latest else {}
    reason, trace = told.get("reason", ""), Trace.read(told.get("trace") or lead.routing_trace)
    by_person = latest is not None and "trace" not in told and reason != lead.routing_reason
    chosen = told["reason"] if "trace" in told else lead.routing_reason
    considered = [
        Considered(
            name=desk.name,
            open_leads=desk.open_leads,
            against=str(AGAINST.get(desk.against or "", "")),
            is_chosen=desk.consultant_id == trace.chosen,
        )
        for desk in trace.desks
    ]
    rules = [
        _("Rule “%(rule)s” of version %(version)s: %(what)s")
        % {"rule": line["rule"], "version": line["version"], "what": AGAINST.get(line.get("skip", "")) or _("holds")}
        for line in trace.rules
    ]
    first = ownership.because(chosen)
    if not by_person:
        at_first = ownership.because(lead.routing_reason) if "trace" in told else ""
        return Why(first, at_first, considered, rules)
    return Why(ownership.because(reason) or _("assigned by hand"), first, considered, rules)


def sum_of(past: PastChoices) -> str:
    """What became of every lead of the days that were tried: all of them are counted once."""
    counted = (
        (len(past.pasts), _("%(number)s tried")),
        (past.decided, _("%(number)s unchanged, because person, organisation or telephone decided before any rule")),
        (past.untold, _("%(number)s without a choice on record")),
        (past.older, _("the %(number)s oldest left out")),
    )
    parts = [words % {"number": number} for number, words in counted if number]
    return _("%(number)s leads came in these days: %(parts)s.") % {"number": past.count, "parts": _(", ").join(parts)}
