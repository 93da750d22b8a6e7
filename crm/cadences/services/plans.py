"""Running follow-up plans: a lead begins one, each step is taken once, and any sign of life ends the rest."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultants.rules.duty import Window
from crm.cadences.errors import NoPlanRunning
from crm.cadences.models import CadenceRun, PlanStep, StepState
from crm.cadences.queries import cadence
from crm.cadences.rules import greeting, steps
from crm.cadences.rules.steps import ENDINGS, LATE_AFTER, Step, Why
from crm.leads.models import Kind, Lead
from crm.leads.queries import caller as caller_queries
from crm.leads.services import notices, tasks, timeline
from kit import clock, language
from messaging.errors import WordingIncomplete, WordingTooLong, WordingUnknown
from messaging.models import Message, Purpose, State
from messaging.models.message import MessageQuerySet
from messaging.services import opt_outs, outbox
from messaging.services.outbox import Draft

BATCH = 200


def begin(lead: Lead, coming: Sequence[Window], *, at: datetime) -> None:
    """Begin the plan that holds, if any, for a lead just opened; `coming` is its consultant's duty."""
    held = cadence.active()
    if held.pk is None or not held.plan:
        return
    run = CadenceRun.objects.create(
        lead=lead,
        cadence_id=held.pk,
        begun_at=at,
        is_control=steps.is_control(lead.pk, held.version, held.control_percent),
    )
    _step(run, held.plan, 1, since=lead.asked_at, coming=coming, at=at)


def stop(lead: Lead, *, why: Why, at: datetime) -> bool:
    """End the plan of a locked lead, and call back a text that still waits in the outbox; whether one was running."""
    return bool(stop_all([lead], why=why, at=at))


def stop_all(leads: Sequence[Lead], *, why: Why, at: datetime) -> int:
    """End the plans of locked leads; how many were running."""
    ended = _end(leads, why=why, at=at)
    for topic in _texts(leads).queued().values_list("topic", flat=True).distinct():
        outbox.cancel(topic, purpose=Purpose.FOLLOW_UP, at=at)
    return ended


def _texts(leads: Iterable[Lead]) -> MessageQuerySet:
    """What the plans of these leads have posted."""
    return Message.objects.filter(topic__in={lead.topic for lead in leads}, purpose=Purpose.FOLLOW_UP)


def _end(leads: Sequence[Lead], *, why: Why, at: datetime) -> int:
    planned = PlanStep.objects.planned().filter(run__lead__in=leads)
    planned.update(state=StepState.CANCELLED, reason=why, settled_at=at)
    return CadenceRun.objects.running().filter(lead__in=leads).update(ended_at=at, end_reason=why)


@transaction.atomic
def stop_by_hand(lead_id: int, *, by: User | None, at: datetime | None = None) -> Lead:
    """A person wants no more automatic steps for this lead; it stands in the diary.

    Raises NoPlanRunning.
    """
    at = at or clock.now()
    lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    if not stop(lead, why=Why.STOPPED, at=at):
        raise NoPlanRunning
    timeline.write(lead, Kind.STOPPED, at=at, by=by)
    return lead


@transaction.atomic
def refuse(number: str, *, at: datetime) -> None:
    """A number wants no messages any more: the plans of its open leads end; its texts are called back by the caller."""
    leads = Lead.objects.open().filter(phone=number).order_by("pk").select_for_update(no_key=True)
    _end(list(leads), why=Why.OPTED_OUT, at=at)


def follow_owner(lead: Lead, coming: Sequence[Window], *, at: datetime) -> tuple[int, str] | None:
    """The coming step of a locked lead's plan falls due by its new consultant's duty.

    Returns which step that is and when it was due before, for `put_back`; None where no step is coming.
    """
    row = PlanStep.objects.planned().filter(run__lead=lead).select_related("run__cadence").first()
    if row is None:
        return None
    before = row.pk, row.due_at.isoformat()
    earlier = row.run.steps.filter(number=row.number - 1).first()
    since = earlier.due_at if earlier else lead.asked_at
    row.due_at = steps.due(row.run.cadence.plan[row.number - 1], since, tuple(coming), at=at).at
    row.save(update_fields=["due_at"])
    return before


def put_back(step: tuple[int, str]) -> None:
    """A step that `follow_owner` moved is due when it was due before, unless it was taken meanwhile."""
    pk, due_at = step
    PlanStep.objects.planned().filter(pk=pk).update(due_at=datetime.fromisoformat(due_at))


# A plan that ended so goes on when the act that ended it is undone.
RESUMED = (Why.POOLED, Why.CALLED, Why.LOST, Why.MOVED, Why.REGISTERED)


def resume(leads: Sequence[Lead], *, ended_at: datetime, at: datetime) -> set[int]:
    """Take back that an act of the instant `ended_at` ended the plans of locked leads.

    The coming steps are planned again for when they were due, and the texts that were called back wait again. Returns
    the keys of the leads of which such a text is too old to be sent `at` this instant.
    """
    runs = CadenceRun.objects.filter(lead__in=leads, ended_at=ended_at, end_reason__in=RESUMED)
    cancelled = PlanStep.objects.filter(run__in=runs, state=StepState.CANCELLED, settled_at=ended_at)
    cancelled.update(state=StepState.PLANNED, reason="", settled_at=None)
    runs.update(ended_at=None, end_reason="")
    texts = _texts(leads).filter(state=State.CANCELLED, settled_at=ended_at)
    topics = dict(texts.values_list("pk", "topic"))
    too_old = {topics[pk] for pk in outbox.put_back(topics, at=at)}
    return {lead.pk for lead in leads if lead.topic in too_old}


def take_due(at: datetime) -> int:
    """Take the steps that have fallen due; how many texts and tasks came of them.

    Safe to run twice at once: the lead is locked, as by everybody who ends its plan, and skipped when somebody else
    holds it.
    """
    due = PlanStep.objects.due(at).order_by("due_at").values_list("pk", "run__lead")
    with language.of_the_house():
        return sum(_take(pk, lead_id, at) for pk, lead_id in list(due[:BATCH]))


@transaction.atomic
def _take(pk: int, lead_id: int, at: datetime) -> bool:
    locked = Lead.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("owner")
    lead = locked.filter(pk=lead_id).first()
    row = PlanStep.objects.planned().filter(pk=pk).select_related("run__cadence").first() if lead else None
    if lead is None or row is None:
        return False
    step = row.run.cadence.plan[row.number - 1]
    why = _against(step, row, lead, at)
    if why is None and step.is_text and (opening := steps.next_opening(at)) > at:
        # Whoever should have sent it in time did not; the night and the holiday are still kept.
        row.due_at = opening
        row.save(update_fields=["due_at"])
        return False
    why = why or _act(step, row, lead, at)
    row.state, row.reason = (StepState.SKIPPED, why) if why else (StepState.DONE, "")
    row.settled_at = at
    row.save(update_fields=["state", "reason", "settled_at"])
    _go_to_the_next(row, lead, why=why, at=at)
    return why is None


def _against(step: Step, row: PlanStep, lead: Lead, at: datetime) -> Why | None:
    if step.is_text and at - row.due_at > LATE_AFTER:
        return Why.TOO_LATE
    return steps.judge(step, cadence.status(lead, row.run, is_refused=opt_outs.is_out(lead.phone)), at)


def _act(step: Step, row: PlanStep, lead: Lead, at: datetime) -> Why | None:
    """Send the text or set the task; why not, when its wording cannot be sent any more."""
    if not step.is_text:
        due_at = steps.task_due_at(at, lead.next_step_at)
        tasks.replace_call(lead, due_at=due_at, note=step.note, at=at)
        told = {"due_at": due_at.isoformat(), "step": row.number}
        timeline.write(lead, Kind.PLANNED, at=at, by=None, text=step.note, data=told)
        return None
    try:
        outbox.post(_draft(step, row, lead, at))
    except (WordingUnknown, WordingIncomplete, WordingTooLong):
        return Why.NO_WORDING
    return None


def _draft(step: Step, row: PlanStep, lead: Lead, at: datetime) -> Draft:
    return Draft(
        template=step.wording,
        to=lead.phone,
        context=_words(lead, at),
        dedupe_key=f"plan:{lead.pk}:{row.number}",
        topic=lead.topic,
        purpose=Purpose.FOLLOW_UP,
        expires_at=at + notices.STALE_AFTER,
        to_visitor=True,
    )


def _words(lead: Lead, at: datetime) -> dict[str, object]:
    """The words of `cadence_queries.WORDS`; the consultant is who calls now, unnamed where the owner has left."""
    caller = caller_queries.who_calls(lead, at)
    return {
        "name": greeting.greeting(lead.name, neutral=_("Dear visitor")),
        "consultant": caller.name if caller else _("our consultant"),
        "head_count": lead.head_count,
    }


def _go_to_the_next(row: PlanStep, lead: Lead, *, why: Why | None, at: datetime) -> None:
    run, plan, number = row.run, row.run.cadence.plan, row.number + 1
    if why in ENDINGS or number > len(plan):
        run.ended_at, run.end_reason = at, why if why in ENDINGS else Why.FINISHED
        run.save(update_fields=["ended_at", "end_reason"])
        return
    coming = cadence.duty_of(lead, at)
    _step(run, plan, number, since=row.due_at, coming=coming, at=at)


def _step(
    run: CadenceRun, plan: Sequence[Step], number: int, *, since: datetime, coming: Iterable[Window], at: datetime
) -> PlanStep:
    step = plan[number - 1]
    due_at = steps.due(step, since, tuple(coming), at=at).at
    return PlanStep.objects.create(run=run, number=number, act=step.act, due_at=due_at)
