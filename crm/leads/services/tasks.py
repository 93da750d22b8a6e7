"""Planning the consultant's next call, and reminding her of it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultants import queries as consultants
from consultants.rules import duty
from crm.leads.errors import LeadIsClosed, LeadIsInPool, NextStepOutOfRange
from crm.leads.models import Kind, Lead, Task, TaskState
from crm.leads.queries import recipients
from crm.leads.services import notices, timeline
from crm.leads.services.notices import STALE_AFTER
from kit import clock, language
from messaging.models import Purpose
from messaging.services.outbox import Draft

# Nobody plans a call for later; a year was mistyped.
FARTHEST = timedelta(days=731)
BATCH = 200
# A call without a promise is due within so many minutes of duty.
CALL_WITHIN_MINUTES = 120
LONGEST_NOTE = 80


def promise_call(lead: Lead) -> Task:
    """Plan the promised call of a lead just opened."""
    return Task.objects.create(lead=lead, due_at=lead.response_due_at, note=lead.next_step_note)


@transaction.atomic
def plan_call(lead_id: int, *, due_at: datetime, note: str = "", by: User | None, at: datetime | None = None) -> Lead:
    """Set the one next step of an open lead and write it in the diary.

    Raises LeadIsClosed, LeadIsInPool, NextStepOutOfRange.
    """
    at = at or clock.now()
    lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    if not lead.is_open:
        raise LeadIsClosed
    if lead.is_in_pool:
        raise LeadIsInPool
    if not at < due_at <= at + FARTHEST:
        raise NextStepOutOfRange
    replace_call(lead, due_at=due_at, note=note, at=at)
    timeline.write(lead, Kind.PLANNED, at=at, by=by, text=note, data={"due_at": due_at.isoformat()})
    return lead


def replace_call(lead: Lead, *, due_at: datetime | None, note: str = "", at: datetime) -> None:
    """End the planned call of a locked lead, and plan the next one when `due_at` says so."""
    end_calls([lead], at=at, to=TaskState.DONE)
    if due_at is not None:
        Task.objects.create(lead=lead, due_at=due_at, note=note)
    lead.next_step_at, lead.next_step_note = due_at, note
    lead.save(update_fields=["next_step_at", "next_step_note"])


def plan_first_call(lead: Lead, *, at: datetime) -> None:
    """A locked lead that has just got an owner out of the pool wants a call: as promised, else soon, in duty time."""
    with language.of_the_house():
        note = _("First call to a lead from the pool")
    due_at = lead.promise_due_at if lead.escalate_at else soon_in_duty(lead, at)
    replace_call(lead, due_at=due_at, note=note, at=at)


def add_to_call(lead: Lead, *, note: str, at: datetime) -> None:
    """Something more to say in the next call of a locked lead, which comes forward to a call that is soon."""
    soon, planned = soon_in_duty(lead, at), lead.next_step_at
    said = lead.next_step_note
    notes = said if note in said else " · ".join(filter(None, (note, said)))
    due_at = planned if planned and at < planned < soon else soon
    replace_call(lead, due_at=due_at, note=notes[:LONGEST_NOTE], at=at)


def soon_in_duty(lead: Lead, at: datetime) -> datetime:
    """By when a call without a promise is due: soon, in the duty of the consultant who calls."""
    desk = consultants.in_charge(lead.owner_id, at)
    due_at = duty.due_after(desk.coming, at, CALL_WITHIN_MINUTES) if desk else None
    return due_at or at + timedelta(days=1)


def end_calls(leads: Collection[Lead], *, at: datetime, to: TaskState) -> None:
    """End the planned calls of locked leads."""
    Task.objects.planned().filter(lead__in=leads).update(state=to, settled_at=at)


def remind_due(at: datetime) -> int:
    """Remind of broken plans to reach somebody not reached yet; the first call itself is the escalation's.

    While the consultant is on leave her cover is reminded. The number of reminders. Safe to run twice at once: each row
    is locked, and skipped when somebody else holds it.
    """
    reminded = 0
    for pk in list(Task.objects.to_remind(at).order_by("due_at").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            due = (
                Task.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("lead__owner")
                .filter(pk=pk, reminded_at=None, state=TaskState.PLANNED)
                .first()
            )
            if due is None or due.lead.owner is None:
                continue
            lead = due.lead
            notices.post(
                Draft(
                    template="response_due",
                    to=recipients.number_for(lead.owner, at),
                    context={"name": lead.name, "due": clock.spoken(due.due_at, seen_from=at)},
                    dedupe_key=f"reminder:{due.pk}",
                    topic=lead.topic,
                    purpose=Purpose.TRANSACTIONAL,
                    expires_at=at + STALE_AFTER,
                ),
                at=at,
            )
            due.reminded_at = at
            due.save(update_fields=["reminded_at"])
            reminded += 1
    return reminded
