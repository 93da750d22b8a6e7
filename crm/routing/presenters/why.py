"""Why a lead has its consultant, as words ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.leads.models import Activity, Kind, Lead
from crm.leads.presenters import ownership
from crm.routing.rules.candidate import Skip
from crm.routing.rules.trace import Trace, Weighed

AGAINST = {
    Skip.ON_LEAVE.value: gettext_lazy("on leave"),
    Skip.PAUSED.value: gettext_lazy("paused"),
    Skip.FULL.value: gettext_lazy("as many open leads as allowed"),
    Skip.FULL_TODAY.value: gettext_lazy("as many new leads today as allowed"),
    Skip.OFF_DUTY.value: gettext_lazy("off duty"),
    Skip.OTHER_REGION.value: gettext_lazy("another region"),
    Skip.OTHER_PROGRAMME.value: gettext_lazy("another programme"),
    Skip.OTHER_KIND.value: gettext_lazy("another kind of organisation"),
    Skip.NO_TEAM.value: gettext_lazy("names no consultant"),
    Skip.LEFT.value: gettext_lazy("names people who left"),
    Skip.NONE_FREE.value: gettext_lazy("none of its people could take it"),
    Skip.COLLEAGUES.value: gettext_lazy("a colleague knows the caller or the organisation"),
    Skip.NOT_ON_THE_LINE.value: gettext_lazy("a colleague answered the call"),
    Skip.NOT_SHOWN.value: gettext_lazy("the page showed a colleague"),
    Skip.NOT_IN_RULE.value: gettext_lazy("not named by the rule"),
    Skip.HEAVIER.value: gettext_lazy("a lighter desk came first"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """The reason, the consultants of that moment with what spoke against each, and what became of each matching rule.

    `at_first` is the reason when the lead came, where it was assigned again later; else empty. `chosen` is the key of
    the consultant whom routing chose.
    """

    reason: str
    at_first: str
    chosen: int | None
    considered: list[tuple[Weighed, str]]
    rules: list[str]


def explain(lead: Lead, activities: Iterable[Activity] = ()) -> Why:
    """Why the lead has its consultant, by the latest choice; `activities` is its timeline, newest first."""
    latest = next((activity for activity in activities if activity.kind == Kind.ASSIGNED), None)
    data = latest.data if latest else {}
    reason, trace = data.get("reason", ""), Trace.read(data.get("trace") or lead.routing_trace)
    by_person = latest is not None and "trace" not in data and reason != lead.routing_reason
    routed = ownership.because(data["reason"] if "trace" in data else lead.routing_reason)
    considered = [(desk, str(AGAINST.get(desk.against or "", ""))) for desk in trace.desks]
    rules = [
        _("Rule “%(rule)s” of version %(version)s: %(what)s")
        % {"rule": line["rule"], "version": line["version"], "what": AGAINST.get(line.get("skip", "")) or _("applied")}
        for line in trace.rules
    ]
    if by_person:
        return Why(ownership.because(reason) or _("assigned by hand"), routed, trace.chosen, considered, rules)
    at_first = ownership.because(lead.routing_reason) if "trace" in data else ""
    return Why(routed, at_first, trace.chosen, considered, rules)
