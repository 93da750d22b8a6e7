"""Undone actions and split leads that concern seats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from crm.leads.models import Action, ActionKind, Lead
from crm.leads.rules.stages import Stage
from crm.leads.services import leads as lead_services
from crm.leads.signals import Change, action_undone, lead_changed
from enrollment.seats.models import Registration
from enrollment.seats.services import registrations


def on_action_undone(sender: Any, action: Action, at: datetime, **kwargs: Any) -> None:
    """Free the seats of an undone registration; take those of an undone cancellation again."""
    if action.kind in {ActionKind.REGISTER, ActionKind.UNREGISTER}:
        registrations.revert(action, at=at)


def on_lead_changed(
    sender: Any, leads: Sequence[Lead], change: Change, by: User | None, at: datetime, **kwargs: Any
) -> None:
    """Move an enrolled lead back that was split from another one after its registration had been cancelled."""
    if change != Change.SPLIT:
        return
    registered = set(Registration.objects.counted().filter(lead__in=leads).values_list("lead_id", flat=True))
    for lead in leads:
        if lead.stage == Stage.ENROLLED and lead.pk not in registered:
            lead_services.move_back(lead, by=by, at=at)


def connect() -> None:
    """Listen to undone actions and to changes of leads."""
    lead_changed.connect(on_lead_changed, dispatch_uid="seats.lead_changed")
    action_undone.connect(on_action_undone, dispatch_uid="seats.action_undone")
