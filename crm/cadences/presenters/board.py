"""The measures of a follow-up plan as words ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.cadences.queries.board import Measure
from crm.cadences.rules.effect import Group, Verdict


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure: the shares of both groups, and what may be said about their difference."""

    label: str
    treated: str
    control: str
    difference: str
    verdict: str
    badge: str


def measure_rows(measures: Iterable[Measure]) -> list[MeasureRow]:
    """The leads with the plan beside the control group."""
    labels = {"reached": _("reached"), "qualified": _("needs confirmed"), "enrolled": _("enrolled")}
    verdicts = {
        Verdict.TOO_FEW: (_("too few leads to conclude anything"), "badge-muted"),
        Verdict.UNCLEAR: (_("no difference that could not be chance"), "badge-muted"),
        Verdict.BETTER: (_("better with the plan"), "badge-ok"),
        Verdict.WORSE: (_("worse with the plan"), "badge-danger"),
    }
    rows = []
    for measure in measures:
        effect = measure.effect
        difference = ""
        if effect.points is not None and effect.verdict != Verdict.TOO_FEW:
            difference = _("%(points)+.1f points (95 %% between %(low)+.1f and %(high)+.1f)") % {
                "points": effect.points,
                "low": effect.low,
                "high": effect.high,
            }
        shares = _share(measure.treated), _share(measure.control)
        rows.append(MeasureRow(labels[measure.name], *shares, difference, *verdicts[effect.verdict]))
    return rows


def _share(group: Group) -> str:
    if group.share is None:
        return "—"
    return f"{group.hits} / {group.leads} · {group.share:.0%}"
