"""Moving a lead to another time, stage or desk, unless a colleague has moved it since the page was opened."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultants.models import Consultant
from crm.desk.errors import MovedMeanwhile
from crm.leads.models import Action, Lead
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, locks
from kit import clock

Moved = tuple[Lead, Action | None]


def place_in_time(lead: Lead) -> str:
    """When its next step is, as a form carries it."""
    return lead.next_step_at.isoformat() if lead.next_step_at else ""


def place_on_board(lead: Lead) -> str:
    """Its stage."""
    return lead.stage


def place_on_desks(lead: Lead) -> str:
    """Its owner, as a form carries it."""
    return str(lead.owner_id or "")


@transaction.atomic
def step(lead_id: int, *, seen: str, due_at: datetime, note: str | None, by: User) -> Moved:
    """Move the next step; `note` is None where it stays. Raises MovedMeanwhile, and what `leads.plan_call` raises."""
    lead = _unmoved(lead_id, place_in_time, seen)
    return leads.plan_call(lead_id, due_at=due_at, note=lead.next_step_note if note is None else note, by=by)


@transaction.atomic
def stage(lead_id: int, *, seen: str, to: Stage, lost_reason: str, by: User) -> Moved:
    """Move to another stage. Raises MovedMeanwhile, and what `leads.advance` raises."""
    _unmoved(lead_id, place_on_board, seen)
    return leads.advance(lead_id, to=to, lost_reason=lost_reason, by=by)


@transaction.atomic
def owner(lead_id: int, *, seen: str, to: Consultant, reason: str, by: User) -> Moved:
    """Hand over to a colleague. Raises MovedMeanwhile, and what `leads.assign` raises."""
    _unmoved(lead_id, place_on_desks, seen)
    return leads.assign(lead_id, to=to, reason=reason, by=by)


def _unmoved(lead_id: int, place: Callable[[Lead], str], seen: str) -> Lead:
    """The lead, locked until the end of the transaction. Raises MovedMeanwhile."""
    lead = locks.lock(lead_id)
    if place(lead) != seen:
        raise MovedMeanwhile(_where(lead, place))
    return lead


def _where(lead: Lead, place: Callable[[Lead], str]) -> str:
    if place is place_on_board:
        return lead.get_stage_display()
    if place is place_on_desks:
        return lead.owner.name if lead.owner else _("in the pool")
    return clock.spoken(lead.next_step_at, seen_from=clock.now()) if lead.next_step_at else _("no next step")
