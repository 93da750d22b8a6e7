"""What a follow-up plan would have done for a lead that came lately, and what it still would do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from consultants.rules import duty
from consultants.rules.duty import Window
from crm.cadences.rules import steps, timing
from crm.cadences.rules.steps import ENDINGS, Status, Step, StepState, Why
from crm.cadences.rules.timing import Due
from crm.leads.rules.stages import Stage
from kit.clock import local, start_of


@dataclass(frozen=True, slots=True)
class Past:
    """What happened to a lead, as far as a plan asks.

    `ended` is the first event that ends any plan. `next_steps` are the instants at which a next step was planned, each
    with its due time; `refusals` those at which texts to the number were refused or allowed again, in order. `windows`
    is the duty of the lead's consultant over the whole time.
    """

    asked_at: datetime
    source: str
    head_count: int | None
    is_mobile: bool
    windows: Sequence[Window]
    ended: tuple[datetime, Why] | None = None
    next_steps: tuple[tuple[datetime, datetime], ...] = ()
    refusals: tuple[tuple[datetime, bool], ...] = ()

    def status(self, at: datetime) -> Status:
        """The lead at an instant before its plan ended: new, owned, not reached."""
        planned = [due_at for since, due_at in self.next_steps if since <= at]
        refused = [is_out for since, is_out in self.refusals if since <= at]
        return Status(
            stage=Stage.NEW,
            source=self.source,
            head_count=self.head_count,
            is_mobile=self.is_mobile,
            is_refused=bool(refused) and refused[-1],
            next_step_at=planned[-1] if planned else None,
        )

    def with_next_step(self, at: datetime, due_at: datetime) -> "Past":
        """The same lead with a next step planned at an instant."""
        return replace(self, next_steps=tuple(sorted((*self.next_steps, (at, due_at)))))

    def coming(self, at: datetime) -> list[Window]:
        """The duty that was known at an instant."""
        last = start_of(local(at).date() + timedelta(days=duty.HORIZON_DAYS))
        return [window for window in self.windows if window.ends_at > at and window.starts_at < last]


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step of one lead: its number from 1, when it is due, what became of it, and what speaks against it."""

    number: int
    due: Due
    state: StepState
    why: Why | None = None


def rehearse(plan: Sequence[Step], past: Past, *, is_control: bool, until: datetime) -> list[StepResult]:
    """The steps of one lead in order, up to the one at which its plan ends.

    A step due after `until` is planned, with what speaks against it as known at `until`.
    """
    results: list[StepResult] = []
    since = seen_from = past.asked_at
    for number, step in enumerate(plan, start=1):
        due = timing.due(step, since, past.coming(seen_from), at=seen_from)
        if past.ended is not None and past.ended[0] <= due.at:
            return [*results, StepResult(number, due, StepState.CANCELLED, past.ended[1])]
        lead = replace(past.status(due.at), is_control=is_control)
        why = steps.judge(step, lead, due.at)
        state = StepState.PLANNED if due.at > until else StepState.SKIPPED if why else StepState.DONE
        results.append(StepResult(number, due, state, why))
        if why in ENDINGS:
            break
        if why is None and not step.is_text:
            past = past.with_next_step(due.at, timing.task_due_at(due.at, lead.next_step_at))
        since, seen_from = due.at, min(due.at, until)
    return results
