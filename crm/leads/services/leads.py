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
    NobodyToHandTo,
    OwnsItAlready,
    StageNotAllowed,
)
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, TaskState
from crm.leads.rules import outcomes, stages
from crm.leads.rules.outcomes import CONSEQUENCES, Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import notices, ownership, response_clock, tasks, timeline, undo
from crm.leads.signals import Change, lead_changed
from kit import clock, language
from messaging.models import How
from messaging.services import opt_outs

Judge = Callable[[Stage, Stage], bool]
REOPEN_WITHIN = timedelta(days=7)
# What ends with the lead.
AFTERWARDS = ["next_step_at", "next_step_note", "escalate_at", "backup", "kept_at"]


@transaction.atomic
def advance(lead_id: int, *, to: Stage, by: User | None, lost_reason: str = "", at: datetime | None = None) -> Lead:
    """Move a lead to another stage by hand and write the move in its diary.

    Raises StageNotAllowed, LostNeedsReason, LeadIsInPool.
    """
    at = at or clock.now()
    lead = _owned(lead_id)
    before = undo.remember([lead])
    _move(lead, to, by=by, at=at, lost_reason=lost_reason, allowed=stages.allows)
    _can_be_undone(ActionKind.MOVE, lead, before, by=by, at=at)
    return lead


@transaction.atomic
def reopen(lead_id: int, *, by: User, at: datetime | None = None) -> Lead:
    """Work on a lost lead again: its owner within seven days, a manager always.

    Raises StageNotAllowed, LeadIsInPool, AskedAgain.
    """
    at = at or clock.now()
    lead = _owned(lead_id)
    if not may_reopen(lead, by=by, at=at):
        raise StageNotAllowed(Stage(lead.stage), Stage(lead.furthest))
    before = undo.remember([lead])
    lead.stage, lead.lost_reason = lead.furthest, ""
    try:
        with transaction.atomic():
            lead.save(update_fields=["stage", "lost_reason"])
    except IntegrityError:
        raise AskedAgain from None
    timeline.write(lead, Kind.MOVED, at=at, by=by, stage_from=Stage.LOST, stage_to=lead.stage)
    tasks.replace_call(lead, due_at=outcomes.morning_in(1, at), at=at)
    _can_be_undone(ActionKind.MOVE, lead, before, by=by, at=at)
    return lead


def may_reopen(lead: Lead, *, by: User, at: datetime) -> bool:
    """Whether this person may work on a lost lead again."""
    if lead.stage != Stage.LOST or lead.is_in_pool:
        return False
    lost = Activity.objects.filter(lead=lead, kind=Kind.MOVED, stage_to=Stage.LOST).order_by("-at", "-pk").first()
    is_fresh = lost is not None and at - lost.at <= REOPEN_WITHIN
    return by.sees_all_leads or (is_fresh and lead.owner is not None and lead.owner.user_id == by.pk)


def _can_be_undone(
    kind: ActionKind, lead: Lead, before: dict[int, undo.Before], *, by: User | None, at: datetime
) -> None:
    """Keep what a person did, so that it can be taken back until something else happens to the lead."""
    if by is not None:
        undo.record(kind, [Activity.objects.filter(lead=lead).latest("pk")], before=before, by=by, at=at)


@transaction.atomic
def register(lead_id: int, *, by: User | None, text: str, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Move a lead to enrolled because a later room registered its group.

    Raises StageNotAllowed, LeadIsInPool.
    """
    at = at or clock.now()
    lead = _owned(lead_id)
    before = undo.remember([lead])
    lead_changed.send(Lead, leads=[lead], change=Change.REGISTERED, by=by, at=at)
    _move(lead, Stage.ENROLLED, by=by, at=at, allowed=stages.allows_by_registration)
    line = timeline.write(lead, Kind.ENROLLED, at=at, by=by, text=text)
    return lead, undo.record(ActionKind.REGISTER, [line], before=before, by=by, at=at)


@transaction.atomic
def unregister(
    lead_id: int, *, by: User | None, text: str, is_last: bool, at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Write that a registration was cancelled; an enrolled lead without another goes back to “proposal sent”.

    Where the caller has asked again meanwhile, the newer lead goes on and this one ends.
    """
    at = at or clock.now()
    lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    before = undo.remember([lead])
    goes_back = is_last and lead.stage == Stage.ENROLLED
    if goes_back:
        _move_back(lead, by=by, at=at)
    line = timeline.write(lead, Kind.ENROLLED, at=at, by=by, text=text)
    if goes_back and lead.is_open:
        tasks.replace_call(lead, due_at=outcomes.morning_in(1, at), at=at)
    return lead, undo.record(ActionKind.UNREGISTER, [line], before=before, by=by, at=at)


def _move_back(lead: Lead, *, by: User | None, at: datetime) -> None:
    try:
        with transaction.atomic():
            _move(lead, Stage.PROPOSED, by=by, at=at, allowed=stages.allows_by_registration)
    except IntegrityError:
        lead.refresh_from_db()
        with language.of_the_house():
            reason = _("Asked again; the newer lead goes on")
        _move(lead, Stage.LOST, by=by, at=at, lost_reason=reason, allowed=stages.allows_by_registration)


@transaction.atomic
def log_call(lead_id: int, *, outcome: Outcome, by: User | None, note: str = "", at: datetime | None = None) -> Lead:
    """Write down how a call went; the outcome moves the stage, answers the clock and plans the next step.

    Raises LeadIsClosed, LeadIsInPool.
    """
    at = at or clock.now()
    lead = _owned(lead_id)
    if not lead.is_open:
        raise LeadIsClosed
    before = undo.remember([lead])
    called(lead, outcome=outcome, by=by, note=note, at=at)
    _can_be_undone(ActionKind.CALL, lead, before, by=by, at=at)
    return lead


def called(lead: Lead, *, outcome: Outcome, by: User | None, note: str, at: datetime) -> None:
    """Write down how a call with a locked open lead went, without keeping it for an undo."""
    consequence = CONSEQUENCES[outcome]
    told = response_clock.stop(lead, at=at, reached=consequence.reached)
    timeline.write(lead, Kind.CALLED, at=at, by=by, outcome=outcome, text=note, data=told)
    lead_changed.send(Lead, leads=[lead], change=Change.CALLED, by=by, at=at)
    if consequence.stage == Stage.LOST:
        with language.of_the_house():
            _move(lead, Stage.LOST, by=by, at=at, lost_reason=_("Wrong number"), allowed=stages.allows)
        return
    if consequence.stage is not None:
        reached = stages.furthest(Stage(lead.stage), consequence.stage)
        if reached != lead.stage:
            _move(lead, reached, by=by, at=at, allowed=stages.allows)
    tasks.replace_call(lead, due_at=outcomes.next_step_after(outcome, at), at=at)


@transaction.atomic
def refuse_texts(lead_id: int, *, by: User, at: datetime | None = None) -> Lead:
    """She told a colleague that she wants no text messages: her number is closed, and that stands in the diary once.

    Raises LeadIsInPool.
    """
    opt_outs.hold(Lead.objects.values_list("phone", flat=True).get(pk=lead_id))
    lead = _owned(lead_id)
    if opt_outs.is_out(lead.phone):
        return lead
    opt_outs.record(lead.phone, by=by, how=How.DESK)
    with language.of_the_house():
        text = _("Wants no more text messages.")
    timeline.write(lead, Kind.NOTED, at=at or clock.now(), by=by, text=text)
    return lead


@transaction.atomic
def note(lead_id: int, *, text: str, by: User | None, at: datetime | None = None) -> Activity:
    """Write a remark in the diary; closed leads take remarks too. Raises LeadIsInPool."""
    lead = _owned(lead_id)
    return timeline.write(lead, Kind.NOTED, at=at or clock.now(), by=by, text=text)


@transaction.atomic
def assign(
    lead_id: int, *, to: Consultant, by: User | None, reason: str = "", at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Hand an open lead to another consultant; a new ownership interval begins in the diary.

    The new owner gets a notice. Out of the pool only managers assign; anybody else claims. Raises LeadIsClosed,
    LeadIsInPool, OwnsItAlready, and NobodyToHandTo for somebody who does not work here.
    """
    at = at or clock.now()
    lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    if not lead.is_open:
        raise LeadIsClosed
    if lead.is_in_pool and by is not None and not by.sees_all_leads:
        raise LeadIsInPool
    if lead.owner_id == to.pk:
        raise OwnsItAlready(to.name)
    if not Consultant.objects.active().filter(pk=to.pk).exists():
        raise NobodyToHandTo
    before = undo.remember([lead])
    was_in_pool = lead.is_in_pool
    ownership.give(lead, to=to, at=at)
    line = timeline.write(lead, Kind.ASSIGNED, at=at, by=by, consultant_id=to.pk, text=reason)
    if was_in_pool:
        tasks.plan_first_call(lead, at=at)
    if by is None or to.user_id != by.pk:
        with language.of_the_house():
            notices.post(notices.assigned(lead, notices.given_key(line.pk), at), at=at)
    return lead, undo.record(ActionKind.ASSIGN, [line], before=before, by=by, at=at)


@transaction.atomic
def reveal(lead_id: int, *, by: User, purpose: str, at: datetime | None = None) -> Lead:
    """Write in the diary that somebody was shown the full number; `pool.reveal` asks first whether they may."""
    lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    timeline.write(lead, Kind.REVEALED, at=at or clock.now(), by=by, text=purpose)
    return lead


def _owned(lead_id: int) -> Lead:
    """The lead, locked; raises LeadIsInPool while nobody owns it."""
    lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    if lead.is_in_pool:
        raise LeadIsInPool
    return lead


def _move(lead: Lead, to: Stage, *, by: User | None, at: datetime, allowed: Judge, lost_reason: str = "") -> None:
    here = Stage(lead.stage)
    if not allowed(here, to):
        raise StageNotAllowed(here, to)
    if to == Stage.LOST and not lost_reason.strip():
        raise LostNeedsReason
    change = Change.LOST if to == Stage.LOST else Change.MOVED
    lead_changed.send(Lead, leads=[lead], change=change, by=by, at=at)
    lead.stage, lead.lost_reason = to, lost_reason.strip() if to == Stage.LOST else ""
    lead.furthest = stages.furthest_after(Stage(lead.furthest), here, to)
    if not lead.is_open:
        # The constraint wants the plan gone in the same statement as the stage.
        lead.next_step_at, lead.next_step_note = None, ""
        lead.escalate_at = lead.backup = lead.kept_at = None
        tasks.end_calls([lead], at=at, to=TaskState.CANCELLED)
    lead.save(update_fields=["stage", "furthest", "lost_reason", *AFTERWARDS])
    timeline.write(lead, Kind.MOVED, at=at, by=by, stage_from=here, stage_to=to, text=lead.lost_reason)
