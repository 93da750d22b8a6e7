"""The public pool: claim a lead, put one back, keep one out of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Action, ActionKind, Activity, DeskRules, Kind, Lead, LeadPhone, TaskState
from crm.leads.services import locks, ownership, tasks, timeline, undo
from crm.leads.signals import Change, lead_changed
from crm.notices.services import hand_overs
from crm.pool.errors import AlreadyTaken, CoolingDown, KeepQuotaUsedUp, NotAConsultant, YoursAlready
from crm.pool.models import Allowed
from crm.pool.queries import pool
from crm.pool.services import alarms, allowances
from kit import clock
from kit.errors import Refusal


@transaction.atomic
def claim(lead_id: int, *, by: User, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Take a lead out of the pool; its row is locked there, so that one of several claims wins.

    Raises NotAConsultant, AllowanceUsedUp, AlreadyTaken, YoursAlready, CoolingDown.
    """
    at = at or clock.now()
    taker, rules = consultant_of(by), DeskRules.objects.current()
    allowances.take(taker, Allowed.CLAIM, limit=rules.claims_a_day, at=at)
    claimable = Lead.objects.claimable_by(taker, cold_since=rules.cold_since(at))
    lead = claimable.select_for_update(no_key=True).filter(pk=lead_id).first()
    if lead is None:
        raise _why_not(lead_id, taker, rules.cooldown_days)
    before = undo.remember([lead])
    ownership.give(lead, to=taker, at=at)
    line = timeline.write(lead, Kind.ASSIGNED, at=at, by=by, data={"reason": "claimed"})
    tasks.plan_first_call(lead, at=at)
    return lead, undo.record(ActionKind.CLAIM, [line], before=before, by=by, at=at)


@transaction.atomic
def give_back(
    lead_id: int, *, by: User | None, reason: str = "", at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Put an open lead into the pool.

    Raises LeadIsClosed, LeadIsInPool.
    """
    at = at or clock.now()
    lead = locks.lock_open(lead_id)
    before = undo.remember([lead])
    lines = into_pool([lead], by=by, at=at, why="given_back", text=reason)
    return lead, undo.record(ActionKind.GIVE_BACK, lines, before=before, by=by, at=at)


@transaction.atomic
def keep(lead_id: int, *, kept: bool, by: User | None, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Keep an open lead out of the pool, or let its days count again; the quota is the owner's.

    Raises LeadIsClosed, LeadIsInPool, KeepQuotaUsedUp.
    """
    at = at or clock.now()
    lead = locks.lock_open(lead_id)
    # The owner's row is the lock for counting the leads kept.
    owner = Consultant.objects.select_for_update(no_key=True, of=("self",)).get(leads=lead)
    if kept == (lead.kept_at is not None):
        return lead, None
    quota = DeskRules.objects.current().keep_quota
    if kept and pool.kept_count(owner) >= quota:
        raise KeepQuotaUsedUp(quota)
    before = undo.remember([lead])
    lead.kept_at = at if kept else None
    lead.save(update_fields=["kept_at"])
    if not kept:  # the days begin anew
        ownership.touch(lead, at=at)
    line = timeline.write(lead, Kind.KEPT, at=at, by=by, data={"kept": kept})
    return lead, undo.record(ActionKind.KEEP, [line], before=before, by=by, at=at)


def into_pool(taken: Sequence[Lead], *, by: User | None, at: datetime, why: str, text: str = "") -> list[Activity]:
    """Move locked, owned leads to the pool, and end what is planned for them; returns the activities."""
    lines = [
        timeline.line(lead, Kind.POOLED, at=at, by=by, text=text, data={"reason": why, "from": lead.owner.name})
        for lead in taken
        if lead.owner
    ]
    Activity.objects.bulk_create(lines)
    hand_overs.taken([(lead, lead.owner) for lead in taken], to=None, by=by, at=at)
    ownership.release(taken, at=at)
    tasks.end_calls(taken, at=at, to=TaskState.CANCELLED)
    lead_changed.send(Lead, leads=taken, change=Change.POOLED, by=by, at=at)
    return lines


@transaction.atomic
def reveal(
    lead_id: int, *, by: User, purpose: str, further: LeadPhone | None = None, at: datetime | None = None
) -> Lead:
    """Show a user a full number and write that in the timeline; consultants see a limited number a day of the pool.

    It is the preferred number, or a `further` one.

    Raises NotAConsultant, AllowanceUsedUp.
    """
    at = at or clock.now()
    if not by.sees_all_leads and Lead.objects.in_pool().filter(pk=lead_id).exists():
        limit = DeskRules.objects.current().reveals_a_day
        allowances.take(consultant_of(by), Allowed.REVEAL, limit=limit, at=at)
    lead = locks.lock(lead_id)
    timeline.write(lead, Kind.REVEALED, at=at, by=by, text=purpose, data={"number": str(further)} if further else {})
    alarms.look_at_reveals(by, at=at)
    return lead


def consultant_of(user: User) -> Consultant:
    """The consultant who signs in as this user.

    Raises NotAConsultant.
    """
    consultant = Consultant.objects.active().filter(user=user).first()
    if consultant is None:
        raise NotAConsultant
    return consultant


def _why_not(lead_id: int, taker: Consultant, cooldown_days: int) -> Refusal:
    lead = Lead.objects.select_related("owner").get(pk=lead_id)
    if lead.is_in_pool and lead.pooled_from_id == taker.pk:
        return CoolingDown(cooldown_days)
    if lead.owner_id == taker.pk:
        return YoursAlready()
    return AlreadyTaken(lead.owner.name if lead.owner else "")
