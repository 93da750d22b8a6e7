"""What the desk shows, as words ready to print."""

from dataclasses import dataclass

from crm.desk.rules.tabs import Tab
from crm.leads.models import Lead
from crm.leads.rules import stages
from crm.leads.rules.stages import PATH, Stage


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab of the desk; `count` is None where nobody counts."""

    value: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on a lead's path: `state` is its class, `is_reachable` whether a tap moves the lead there."""

    value: str
    label: str
    state: str
    is_reachable: bool


def queues(counts: dict[str, int]) -> list[Queue]:
    """The tabs above the list; the one for others' work only while there is some."""
    shown = [tab for tab in Tab if tab != Tab.COVER or counts.get(Tab.COVER)]
    return [Queue(tab.value, str(tab.label), counts.get(tab.value)) for tab in shown]


def path(lead: Lead) -> list[Step]:
    """The stages a lead passes through, and how far it has come."""
    reached = PATH[: PATH.index(Stage(lead.furthest)) + 1]
    return [
        Step(
            stage.value,
            str(stage.label),
            "is-current" if stage == lead.stage else "is-done" if stage in reached else "",
            is_reachable=not lead.is_in_pool and stages.allows(Stage(lead.stage), stage),
        )
        for stage in PATH
    ]
