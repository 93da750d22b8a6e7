"""Planning the consultant's next call, and reminding of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from consultants import queries as consultants
from consultants.rules import duty
from crm.leads.errors import LeadIsClosed, NextStepOutOfRange
from crm.leads.models import Activity, Kind, Lead, Task, TaskState
from crm.leads.queries import recipients
from crm.leads.services import notices, timeline
from kit import clock, language
from messaging.services.outbox import Draft

# A later year is a slip of the keyboard.
FARTHEST = timedelta(days=731)
BATCH = 200
# A call without a promise is due within so many minutes of duty.
CALL_WITHIN_MINUTES = 120
LONGEST_NOTE = 80


@dataclass(frozen=True, slots=True)
class NextStep:
    """When to call next, and what for."""

    due_at: datetime
    note: str = ""


def promise_call(lead: Lead) -> Task:
    """Plan the promised call of a lead just opened."""
    return Task.objects.create(lead=lead, due_at=lead.response_due_at, note=lead.next_step_note)


def plan(lead: Lead, *, due_at: datetime, note: str = "", by: User | None, at: datetime) -> Activity:
    """Set the one next step of a locked lead, without recording an action; returns the activity.

    Raises LeadIsClosed, NextStepOutOfRange.
    """
    if not lead.is_open:
        raise LeadIsClosed
    plan_next(lead, NextStep(due_at, note), at=at)
    return timeline.write(lead, Kind.PLANNED, at=at, by=by, text=note, data={"due_at": due_at.isoformat()})


def plan_next(lead: Lead, step: NextStep, *, at: datetime) -> None:
    """Plan the next call of a locked open lead. Raises NextStepOutOfRange."""
    if not at < step.due_at <= at + FARTHEST:
        raise NextStepOutOfRange
    replace_call(lead, due_at=step.due_at, note=step.note, at=at)


def replace_call(lead: Lead, *, due_at: datetime | None, note: str = "", at: datetime) -> None:
    """End the planned call of a locked lead, and plan the next one when `due_at` says so."""
    end_calls([lead], at=at, to=TaskState.DONE)
    if due_at is not None:
        Task.objects.create(lead=lead, due_at=due_at, note=note)
    lead.next_step_at, lead.next_step_note = due_at, note
    lead.save(update_fields=["next_step_at", "next_step_note"])


def plan_first_call(lead: Lead, *, at: datetime) -> None:
    """Plan the first call to a locked lead out of the pool: when it was promised, else soon in duty time."""
    with language.of_the_site():
        note = _("First call to a lead from the pool")
    due_at = lead.promise_due_at if lead.escalate_at else soon_in_duty(lead, at)
    replace_call(lead, due_at=due_at, note=note, at=at)


def add_to_call(lead: Lead, *, note: str, at: datetime) -> None:
    """Add a note to the next call of a locked lead, which moves to soon in duty time where it is later or late."""
    soon, planned, earlier = soon_in_duty(lead, at), lead.next_step_at, lead.next_step_note
    notes = earlier if note in earlier else " · ".join(filter(None, (note, earlier)))
    due_at = planned if planned and at < planned < soon else soon
    replace_call(lead, due_at=due_at, note=notes[:LONGEST_NOTE], at=at)


def soon_in_duty(lead: Lead, at: datetime) -> datetime:
    """When a call without a promise is due: within two hours of duty of the consultant who calls, else in a day."""
    desk = consultants.in_charge(lead.owner_id, at)
    due_at = duty.due_after(desk.coming, at, CALL_WITHIN_MINUTES) if desk else None
    return due_at or at + timedelta(days=1)


def end_calls(leads: Collection[Lead], *, at: datetime, to: TaskState) -> None:
    """End the planned calls of locked leads."""
    Task.objects.planned().filter(lead__in=leads).update(state=to, settled_at=at)


def planned_for(leads: Collection[Lead]) -> QuerySet[Task, tuple[int, int, datetime]]:
    """Key, lead and due time of the planned calls of leads."""
    return Task.objects.planned().filter(lead__in=leads).values_list("pk", "lead", "due_at")


def restore(leads: Collection[Lead], planned: Mapping[int, datetime]) -> None:
    """Plan the calls named in `planned` again for their due times; calls planned since are deleted."""
    Task.objects.planned().filter(lead__in=leads).exclude(pk__in=planned).delete()
    calls = list(Task.objects.filter(pk__in=planned))
    for call in calls:
        call.state, call.settled_at, call.due_at = TaskState.PLANNED, None, planned[call.pk]
    Task.objects.bulk_update(calls, ["state", "settled_at", "due_at"])


@transaction.atomic
def remind_due(at: datetime) -> int:
    """Remind owners, or their covers, of late calls to visitors not reached yet; returns the number of reminders.

    The first call is escalated instead. Safe to run twice at once: locked rows are skipped.
    """
    due = Task.objects.to_remind(at).select_related("lead__owner").order_by("due_at")
    late = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    notices.post(*(_reminder(task, at) for task in late), at=at)
    Task.objects.filter(pk__in=[task.pk for task in late]).update(reminded_at=at)
    return len(late)


def _reminder(task: Task, at: datetime) -> Draft:
    lead, to = task.lead, recipients.number_for(task.lead.owner, at)
    context = {"name": lead.name, "due": clock.spoken(task.due_at, seen_from=at)}
    return notices.draft(lead, "response_due", to=to, context=context, key=f"reminder:{task.pk}", at=at)
