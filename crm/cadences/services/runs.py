"""Runs of follow-up plans: a lead begins the active plan; a call, a reply, a move or a refusal ends it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from consultants.rules.duty import Window
from crm.cadences.errors import NoPlanRunning
from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.rules import steps, timing
from crm.cadences.rules.steps import StepState, Why
from crm.leads.models import Action, ActionKind, Kind, Lead
from crm.leads.services import locks, timeline, undo
from kit import clock
from messaging.models import Message, Purpose, State
from messaging.models.message import MessageQuerySet
from messaging.services import outbox


def begin(lead: Lead, coming: Sequence[Window], *, at: datetime) -> None:
    """Begin the active plan, if any, for a lead just opened; `coming` is its consultant's duty."""
    cadence = Cadence.objects.active().first()
    if cadence is None or not cadence.plan:
        return
    is_control = steps.is_control(lead.pk, cadence.version, cadence.control_percent)
    run = CadenceRun.objects.create(lead=lead, cadence=cadence, begun_at=at, is_control=is_control)
    plan_step(run, 1, since=lead.asked_at, coming=coming, at=at)


def plan_step(run: CadenceRun, number: int, *, since: datetime, coming: Sequence[Window], at: datetime) -> None:
    """Plan one step of a run; its delay is counted from `since`, in the duty `coming` as known at `at`."""
    step = run.cadence.plan[number - 1]
    due_at = timing.due(step, since, coming, at=at).at
    PlanStep.objects.create(run=run, number=number, act=step.act, due_at=due_at)


def stop(leads: Sequence[Lead], *, why: Why, at: datetime) -> int:
    """End the plans of locked leads, and cancel their texts that still wait; returns how many plans were running."""
    ended = _end(leads, why=why, at=at)
    for topic in _texts(leads).queued().values_list("topic", flat=True).distinct():
        outbox.cancel(topic, purpose=Purpose.FOLLOW_UP, at=at)
    return ended


def _texts(leads: Iterable[Lead]) -> MessageQuerySet:
    """The messages that the plans of these leads have posted."""
    return Message.objects.filter(topic__in={lead.topic for lead in leads}, purpose=Purpose.FOLLOW_UP)


def _end(leads: Sequence[Lead], *, why: Why, at: datetime) -> int:
    planned = PlanStep.objects.planned().filter(run__lead__in=leads)
    planned.update(state=StepState.CANCELLED, reason=why, settled_at=at)
    return CadenceRun.objects.running().filter(lead__in=leads).update(ended_at=at, end_reason=why)


@transaction.atomic
def stop_by_hand(lead_id: int, *, by: User | None, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """End the plan of a lead because a consultant says so; the timeline says by whom.

    Raises NoPlanRunning.
    """
    at = at or clock.now()
    lead = locks.lock(lead_id)
    before = undo.remember([lead])
    if not stop([lead], why=Why.STOPPED, at=at):
        raise NoPlanRunning
    line = timeline.write(lead, Kind.STOPPED, at=at, by=by)
    return lead, undo.record(ActionKind.STOP, [line], before=before, by=by, at=at)


@transaction.atomic
def refuse(number: str, *, at: datetime) -> None:
    """End the plans of a number that wants no messages any more; its texts are cancelled by `opt_outs`."""
    leads = Lead.objects.open().filter(phone=number).order_by("pk").select_for_update(no_key=True)
    _end(list(leads), why=Why.OPTED_OUT, at=at)


def follow_owner(lead: Lead, coming: Sequence[Window], *, at: datetime) -> tuple[int, str] | None:
    """Move the planned step of a locked lead to its new consultant's duty.

    Returns the key of that step and when it was due before, for `put_back`; None where no step is planned.
    """
    row = PlanStep.objects.planned().filter(run__lead=lead).select_related("run__cadence").first()
    if row is None:
        return None
    before = row.pk, row.due_at.isoformat()
    earlier = row.run.steps.filter(number=row.number - 1).first()
    since = earlier.due_at if earlier else lead.asked_at
    row.due_at = timing.due(row.run.cadence.plan[row.number - 1], since, coming, at=at).at
    row.save(update_fields=["due_at"])
    return before


def put_back(step: tuple[int, str]) -> None:
    """Undo what `follow_owner` did to a step, unless the step was taken meanwhile."""
    pk, due_at = step
    PlanStep.objects.planned().filter(pk=pk).update(due_at=datetime.fromisoformat(due_at))


# A plan that ended for one of these reasons goes on when the action that ended it is undone.
RESUMED = (Why.POOLED, Why.CALLED, Why.LOST, Why.MOVED, Why.REGISTERED, Why.STOPPED, Why.OPTED_OUT)


def resume(leads: Sequence[Lead], *, ended_at: datetime, at: datetime) -> set[int]:
    """Undo that an action at `ended_at` ended the plans of locked leads.

    The cancelled steps are planned again for when they were due, and the cancelled texts wait again. Returns the keys
    of the leads of which such a text is too old to be sent at `at`.
    """
    runs = CadenceRun.objects.filter(lead__in=leads, ended_at=ended_at, end_reason__in=RESUMED)
    cancelled = PlanStep.objects.filter(run__in=runs, state=StepState.CANCELLED, settled_at=ended_at)
    cancelled.update(state=StepState.PLANNED, reason="", settled_at=None)
    runs.update(ended_at=None, end_reason="")
    texts = _texts(leads).filter(state=State.CANCELLED, settled_at=ended_at)
    topics = dict(texts.values_list("pk", "topic"))
    too_old = {topics[pk] for pk in outbox.put_back(topics, at=at)}
    return {lead.pk for lead in leads if lead.topic in too_old}
