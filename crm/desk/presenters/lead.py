"""The stages of a lead on its page."""

from dataclasses import dataclass

from crm.leads.models import Lead
from crm.leads.rules import stages
from crm.leads.rules.stages import PATH, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the path: `state` is its CSS class, `is_reachable` whether one tap moves the lead there."""

    stage: Stage
    state: str
    is_reachable: bool


def path(lead: Lead) -> list[Step]:
    """The stages a lead passes through, and how far it has come."""
    reached = PATH[: PATH.index(Stage(lead.furthest)) + 1]
    return [
        Step(
            stage,
            "is-current" if stage == lead.stage else "is-done" if stage in reached else "",
            is_reachable=not lead.is_in_pool and stages.allows(Stage(lead.stage), stage),
        )
        for stage in PATH
    ]
