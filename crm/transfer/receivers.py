"""Imports that are undone."""

from datetime import datetime
from typing import Any

from crm.leads.models import Action, ActionKind
from crm.leads.signals import action_undone
from crm.transfer.services import taking_back


def on_action_undone(sender: Any, action: Action, at: datetime, **kwargs: Any) -> None:
    """Close the leads that an import had opened."""
    if action.kind == ActionKind.IMPORT:
        taking_back.close(action, at=at)


def connect() -> None:
    """Listen to undone actions."""
    action_undone.connect(on_action_undone, dispatch_uid="transfer.action_undone")
