"""A follow-up plan that is tried on past leads, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.cadences.presenters.step import Cell, StepRow, cell_of, rows_of
from crm.cadences.queries.past import LeadTrial
from crm.cadences.rules import step_count
from crm.cadences.rules.steps import Step

LEADS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Trial:
    """What a plan would do: its steps with the number of leads, and the latest leads one by one."""

    total: int
    control: int
    rows: list[StepRow]
    leads: list[tuple[LeadTrial, list[Cell]]]


def present(plan: Sequence[Step], trials: Sequence[LeadTrial], titles: Mapping[str, str], at: datetime) -> Trial:
    """Count and show the trials, the latest lead first; `titles` are those of the templates by their keys."""
    counts = step_count.counts_of(plan)
    for trial in trials:
        for result in trial.steps:
            counts[result.number - 1].add(result.state, result.why)
    leads = [
        (trial, [cell_of(result, plan[result.number - 1], at) for result in trial.steps])
        for trial in trials[:LEADS_SHOWN]
    ]
    return Trial(len(trials), sum(trial.is_control for trial in trials), rows_of(counts, titles), leads)
