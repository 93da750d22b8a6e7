"""The follow-up plan of a lead as its page shows it, and the steps that fall due soon."""

from collections.abc import Iterable
from datetime import datetime

from crm.cadences.models import CadenceRun, PlanStep
from crm.cadences.presenters.step import Cell, cell_of
from crm.cadences.queries import lead as lead_queries
from crm.cadences.rules import steps, timing
from crm.cadences.rules.steps import StepState, Why
from crm.cadences.rules.timing import Due
from crm.cadences.rules.trial import StepResult
from crm.leads.models import Lead


def cells_of(run: CadenceRun, lead: Lead, at: datetime) -> list[Cell]:
    """What became of each step of a lead, and what is still to come as it looks now; `run` brings its steps."""
    cells = []
    for row in run.steps.all():
        if row.state == StepState.PLANNED:
            cells += _planned(row, run, lead, at)
        else:
            settled_at = row.settled_at or row.due_at
            why = Why(row.reason) if row.reason else None
            result = StepResult(row.number, Due(settled_at, settled_at), StepState(row.state), why)
            cells.append(cell_of(result, run.cadence.plan[row.number - 1], at))
    return cells


def _planned(row: PlanStep, run: CadenceRun, lead: Lead, at: datetime) -> list[Cell]:
    """The planned step and those behind it."""
    duty, status = lead_queries.duty_of(lead, at), lead_queries.status(lead, run, is_refused=False)
    cells, due = [], Due(row.due_at, row.due_at)
    for number, step in enumerate(run.cadence.plan[row.number - 1 :], start=row.number):
        if number > row.number:
            due = timing.due(step, due.at, duty, at=at)
        why = steps.judge(step, status, max(at, due.at))
        cells.append(cell_of(StepResult(number, due, StepState.PLANNED, why), step, at))
    return cells


def coming(rows: Iterable[PlanStep], at: datetime) -> list[tuple[PlanStep, Cell]]:
    """Steps that fall due soon, each with its cell; a row brings its lead, owner, run and version."""
    cells = []
    for row in rows:
        step = row.run.cadence.plan[row.number - 1]
        status = lead_queries.status(row.run.lead, row.run, is_refused=False)
        why = steps.judge(step, status, max(at, row.due_at))
        result = StepResult(row.number, Due(row.due_at, row.due_at), StepState.PLANNED, why)
        cells.append((row, cell_of(result, step, at)))
    return cells
