"""How many leads got each step of a follow-up plan, wait for it, or did not get it and why. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.cadences.rules.steps import Step, StepState, Why


@dataclass(slots=True)
class StepCount:
    """Leads at one step of a plan: `answered` are those that replied to it, `skipped` and `cancelled` go by reason."""

    number: int
    step: Step
    planned: int = 0
    done: int = 0
    answered: int = 0
    skipped: Counter[Why] = field(default_factory=Counter)
    cancelled: Counter[Why] = field(default_factory=Counter)

    def add(self, state: StepState, why: Why | None, leads: int = 1) -> None:
        """Count leads whose step is in this state; `why` is the reason of a step that was left out or cancelled."""
        match state:
            case StepState.PLANNED:
                self.planned += leads
            case StepState.DONE:
                self.done += leads
            case StepState.SKIPPED if why:
                self.skipped[why] += leads
            case StepState.CANCELLED if why:
                self.cancelled[why] += leads


def counts_of(plan: Iterable[Step]) -> list[StepCount]:
    """One count for each step of a plan, still empty."""
    return [StepCount(number, step) for number, step in enumerate(plan, start=1)]
