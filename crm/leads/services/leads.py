"""What a consultant does with a lead."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import (
    AskedAgain,
    LeadIsClosed,
    LeadIsInPool,
    LostNeedsReason,
    OwnsItAlready,
    StageNotAllowed,
)
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, TaskState
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.leads.rules import outcomes, stages
from crm.leads.rules.outcomes import CONSEQUENCES, Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import locks, mentions, notices, ownership, response_clock, tasks, timeline, undo, waiting_texts
from crm.leads.services.tasks import NextStep
from crm.leads.signals import Change, lead_assigned, lead_changed
from kit import clock, database, language
from messaging.models import How, Message
from messaging.services import opt_outs

Allows = Callable[[Stage, Stage], bool]
REOPEN_WITHIN = timedelta(days=7)
# What ends when a lead is enrolled or lost.
ENDS = ["next_step_at", "next_step_note", "escalate_at", "backup", "kept_at"]


@transaction.atomic
def advance(
    lead_id: int, *, to: Stage, by: User | None, lost_reason: str = "", at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Move a lead to another stage by hand.

    Raises StageNotAllowed, LostNeedsReason, LeadIsInPool.
    """
    at = at or clock.now()
    lead = locks.lock_owned(lead_id)
    before = undo.remember([lead])
    line = _move(lead, to, by=by, at=at, lost_reason=lost_reason, allowed=stages.allows)
    return lead, undo.record(ActionKind.MOVE, [line], before=before, by=by, at=at)


@transaction.atomic
def reopen(lead_id: int, *, by: User, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Work on a lost lead again: its owner within seven days, a manager always.

    Raises StageNotAllowed, LeadIsInPool, AskedAgain.
    """
    at = at or clock.now()
    lead = locks.lock_owned(lead_id)
    if not _may_reopen(lead, by=by, at=at):
        raise StageNotAllowed(Stage(lead.stage), Stage(lead.furthest))
    before = undo.remember([lead])
    lead.stage, lead.lost_reason, lead.taken_back_at = lead.furthest, "", None
    try:
        with transaction.atomic():
            lead.save(update_fields=["stage", "lost_reason", "taken_back_at"])
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        raise AskedAgain from None
    line = timeline.write(lead, Kind.MOVED, at=at, by=by, stage_from=Stage.LOST, stage_to=lead.stage)
    tasks.replace_call(lead, due_at=outcomes.morning_in(1, at), at=at)
    return lead, undo.record(ActionKind.MOVE, [line], before=before, by=by, at=at)


@transaction.atomic
def register(lead_id: int, *, by: User | None, text: str, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Move a lead to enrolled because a later app registered its group.

    Raises StageNotAllowed, LeadIsInPool.
    """
    at = at or clock.now()
    lead = locks.lock_owned(lead_id)
    before = undo.remember([lead])
    lead_changed.send(Lead, leads=[lead], change=Change.REGISTERED, by=by, at=at)
    _move(lead, Stage.ENROLLED, by=by, at=at, allowed=stages.allows_by_registration)
    line = timeline.write(lead, Kind.ENROLLED, at=at, by=by, text=text)
    return lead, undo.record(ActionKind.REGISTER, [line], before=before, by=by, at=at)


@transaction.atomic
def unregister(
    lead_id: int, *, by: User | None, text: str, is_last: bool, at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Write that a registration was cancelled; an enrolled lead without another returns to “proposal sent”.

    Where the caller has a newer open lead, this one is lost instead.
    """
    at = at or clock.now()
    lead = locks.lock(lead_id)
    before = undo.remember([lead])
    if is_last and lead.stage == Stage.ENROLLED:
        move_back(lead, by=by, at=at)
    line = timeline.write(lead, Kind.ENROLLED, at=at, by=by, text=text)
    return lead, undo.record(ActionKind.UNREGISTER, [line], before=before, by=by, at=at)


def move_back(lead: Lead, *, by: User | None, at: datetime) -> None:
    """Move a locked enrolled lead to “proposal sent” and plan a call; to lost where its caller has a newer open one."""
    try:
        with transaction.atomic():
            _move(lead, Stage.PROPOSED, by=by, at=at, allowed=stages.allows_by_registration)
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        lead.refresh_from_db()
        with language.of_the_site():
            reason = _("Asked again; the newer lead goes on")
        _move(lead, Stage.LOST, by=by, at=at, lost_reason=reason, allowed=stages.allows_by_registration)
    else:
        tasks.replace_call(lead, due_at=outcomes.morning_in(1, at), at=at)


@transaction.atomic
def log_call(
    lead_id: int,
    *,
    outcome: Outcome,
    by: User | None,
    note: str = "",
    then: NextStep | None = None,
    written_at: datetime | None = None,
    at: datetime | None = None,
) -> tuple[Lead, Action | None]:
    """Log a call; its outcome moves the stage, stops the response clock and plans the next step.

    `then` is the next step where it is not the usual one after that outcome, `written_at` when a device without a
    connection took it down: it is shown, and no clock is stopped by it.

    Raises LeadIsClosed, LeadIsInPool, NextStepOutOfRange.
    """
    at = at or clock.now()
    lead = locks.lock_open(lead_id)
    before = undo.remember([lead])
    line = called(lead, outcome=outcome, by=by, note=note, then=then, written_at=written_at, at=at)
    return lead, undo.record(ActionKind.CALL, [line], before=before, by=by, at=at)


def called(
    lead: Lead,
    *,
    outcome: Outcome,
    by: User | None,
    note: str,
    then: NextStep | None = None,
    written_at: datetime | None = None,
    at: datetime,
) -> Activity:
    """Log a call with a locked open lead, without recording an action; returns the last activity."""
    consequence = CONSEQUENCES[outcome]
    answer = response_clock.stop(lead, at=at, reached=consequence.reached)
    planned = {"due_at": then.due_at.isoformat()} if then else {}
    data = answer | planned | timeline.written(written_at, at=at)
    line = mentions.write_note(lead, Kind.CALLED, text=note, data=data, at=at, by=by, outcome=outcome)
    lead_changed.send(Lead, leads=[lead], change=Change.CALLED, by=by, at=at)
    if consequence.stage == Stage.LOST:
        with language.of_the_site():
            return _move(lead, Stage.LOST, by=by, at=at, lost_reason=_("Wrong number"), allowed=stages.allows)
    if consequence.stage is not None:
        reached = stages.furthest(Stage(lead.stage), consequence.stage)
        if reached != lead.stage:
            line = _move(lead, reached, by=by, at=at, allowed=stages.allows)
    if then is None:
        tasks.replace_call(lead, due_at=outcomes.next_step_after(outcome, at), at=at)
    else:
        tasks.plan_next(lead, then, at=at)
    return line


@transaction.atomic
def plan_call(
    lead_id: int, *, due_at: datetime, note: str = "", by: User | None, at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Set the one next step of an open lead. Raises LeadIsClosed, LeadIsInPool, NextStepOutOfRange."""
    at = at or clock.now()
    lead = locks.lock_open(lead_id)
    before = undo.remember([lead])
    line = tasks.plan(lead, due_at=due_at, note=note, by=by, at=at)
    return lead, undo.record(ActionKind.PLAN, [line], before=before, by=by, at=at)


@transaction.atomic
def refuse_texts(lead_id: int, *, by: User) -> tuple[Lead, Action | None]:
    """Close a lead's number for text messages as the visitor asked; None for a number that is closed already.

    Raises LeadIsInPool.
    """
    opt_outs.hold(Lead.all_objects.values_list("phone", flat=True).get(pk=lead_id))
    lead = locks.lock_owned(lead_id)
    if opt_outs.is_out(lead.phone):
        return lead, None
    before = undo.remember([lead])
    before[lead.pk]["cancelled"] = list(
        Message.objects.queued().filter(to_number=lead.phone).values_list("pk", flat=True)
    )
    refused = opt_outs.record(lead.phone, by=by, how=How.DESK)
    with language.of_the_site():
        text = _("Wants no more text messages.")
    line = timeline.write(lead, Kind.NOTED, at=refused.at, by=by, text=text)
    return lead, undo.record(ActionKind.REFUSE, [line], before=before, by=by, at=refused.at)


@transaction.atomic
def note(
    lead_id: int, *, text: str, by: User | None, written_at: datetime | None = None, at: datetime | None = None
) -> Activity:
    """Write a note, on closed leads too; `written_at` as for a call. Raises LeadIsInPool."""
    at = at or clock.now()
    lead = locks.lock_owned(lead_id)
    data = timeline.written(written_at, at=at)
    return mentions.write_note(lead, Kind.NOTED, text=text, data=data, at=at, by=by)


@transaction.atomic
def assign(
    lead_id: int,
    *,
    to: Consultant,
    by: User | None,
    reason: str = "",
    is_told: bool = True,
    at: datetime | None = None,
) -> tuple[Lead, Action | None]:
    """Hand an open lead to another consultant, who gets a notice if `is_told`.

    Out of the pool only managers assign; consultants claim.

    Raises LeadIsClosed, LeadIsInPool, OwnsItAlready, ReceiverNotAvailable.
    """
    at = at or clock.now()
    lead = locks.lock(lead_id)
    if not lead.is_open:
        raise LeadIsClosed
    if lead.is_in_pool and by is not None and not by.sees_all_leads:
        raise LeadIsInPool
    if lead.owner_id == to.pk:
        raise OwnsItAlready(to.name)
    before = undo.remember([lead])
    was, was_in_pool = lead.owner, lead.is_in_pool
    ownership.give(lead, to=to, at=at)
    line = timeline.write(lead, Kind.ASSIGNED, at=at, by=by, consultant_id=to.pk, text=reason)
    if was_in_pool:
        tasks.plan_first_call(lead, at=at)
    if is_told and (by is None or to.user_id != by.pk):
        with language.of_the_site():
            notices.post(notices.assigned(lead, notices.given_key(line.pk), at), at=at)
    if is_told:
        lead_assigned.send(Lead, lead=lead, was=was, by=by, at=at)
    return lead, undo.record(ActionKind.ASSIGN, [line], before=before, by=by, at=at)


def _move(
    lead: Lead,
    to: Stage,
    *,
    by: User | None,
    at: datetime,
    allowed: Allows,
    lost_reason: str = "",
) -> Activity:
    here = Stage(lead.stage)
    if not allowed(here, to):
        raise StageNotAllowed(here, to)
    if to == Stage.LOST and not lost_reason.strip():
        raise LostNeedsReason
    change = Change.LOST if to == Stage.LOST else Change.MOVED
    lead_changed.send(Lead, leads=[lead], change=change, by=by, at=at)
    if to == Stage.LOST:
        waiting_texts.end_with_lead(lead, at=at)
    lead.stage, lead.lost_reason = to, lost_reason.strip() if to == Stage.LOST else ""
    lead.furthest = stages.furthest_after(Stage(lead.furthest), here, to)
    if not lead.is_open:
        # The constraint requires the plan to end in the same statement as the stage.
        lead.next_step_at, lead.next_step_note = None, ""
        lead.escalate_at = lead.backup = lead.kept_at = None
        tasks.end_calls([lead], at=at, to=TaskState.CANCELLED)
    lead.save(update_fields=["stage", "furthest", "lost_reason", *ENDS])
    return timeline.write(lead, Kind.MOVED, at=at, by=by, stage_from=here, stage_to=to, text=lead.lost_reason)


def _may_reopen(lead: Lead, *, by: User, at: datetime) -> bool:
    """Whether a user may work on a lost lead again."""
    if lead.stage != Stage.LOST or by.sees_all_leads:
        return lead.stage == Stage.LOST
    lost = Activity.objects.filter(lead=lead, kind=Kind.MOVED, stage_to=Stage.LOST).order_by("-at", "-pk").first()
    is_recent = lost is not None and at - lost.at <= REOPEN_WITHIN
    return is_recent and lead.owner is not None and lead.owner.user_id == by.pk
