"""Why a lead is whose it is, as words ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.models import Activity, Kind, Lead
from crm.queries.replay import Story
from crm.rules.routing import Skip
from crm.screens import ownership as ownership_words


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
    reasons = _against()
    latest = next((line for line in diary if line.kind == Kind.ASSIGNED), None)
    told = latest.data if latest else {}
    reason, trace = told.get("reason", ""), told.get("trace") or lead.routing_trace
    by_person = latest is not None and "trace" not in told and reason != lead.routing_reason
    chosen = told["reason"] if "trace" in told else lead.routing_reason
    considered = [
        Considered(
            name=line["name"],
            open_leads=line["open_leads"],
            against=reasons.get(line.get("skip") or line.get("obstacle", ""), ""),
            is_chosen=bool(line.get("chosen")),
        )
        for line in trace
        if line.get("name")
    ]
    rules = [
        _("Rule “%(rule)s” of version %(version)s: %(what)s")
        % {"rule": line["rule"], "version": line["version"], "what": reasons.get(line.get("skip", ""), _("holds"))}
        for line in trace
        if line.get("rule")
    ]
    first = ownership_words.because(chosen)
    if not by_person:
        at_first = ownership_words.because(lead.routing_reason) if "trace" in told else ""
        return Why(first, at_first, considered, rules)
    return Why(ownership_words.because(reason) or _("assigned by hand"), first, considered, rules)


def sum_of(story: Story) -> str:
    """What became of every lead of the days that were tried: all of them are counted once."""
    counted = (
        (len(story.pasts), _("%(number)s tried")),
        (story.decided, _("%(number)s unchanged, because person, organisation or telephone decided before any rule")),
        (story.untold, _("%(number)s without a choice on record")),
        (story.older, _("the %(number)s oldest left out")),
    )
    parts = [words % {"number": number} for number, words in counted if number]
    return _("%(number)s leads came in these days: %(parts)s.") % {"number": story.count, "parts": _(", ").join(parts)}


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
        Skip.COLLEAGUES.value: _("a colleague knows the caller or the organisation"),
        Skip.NOT_ON_THE_LINE.value: _("a colleague answered the call"),
        Skip.NOT_SHOWN.value: _("the page showed a colleague"),
        Skip.NOT_IN_RULE.value: _("the rule does not name her"),
        Skip.HEAVIER.value: _("a lighter desk came first"),
    }
