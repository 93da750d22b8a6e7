"""Undone actions that concern seats."""

from datetime import datetime
from typing import Any

from crm.leads.models import Action, ActionKind
from crm.leads.signals import action_undone
from enrollment.seats.services import registrations


def on_action_undone(sender: Any, action: Action, at: datetime, **kwargs: Any) -> None:
    """Free the seats of an undone registration; take those of an undone cancellation again."""
    if action.kind in {ActionKind.REGISTER, ActionKind.UNREGISTER}:
        registrations.revert(action, at=at)


def connect() -> None:
    """Listen to undone actions."""
    action_undone.connect(on_action_undone, dispatch_uid="seats.action_undone")
