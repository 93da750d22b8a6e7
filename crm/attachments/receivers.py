"""Files whose adding or removal is undone."""

from datetime import datetime
from typing import Any

from crm.attachments.services import files
from crm.leads.models import Action, ActionKind
from crm.leads.signals import action_undone


def on_action_undone(sender: Any, action: Action, at: datetime, **kwargs: Any) -> None:
    """Take added files away again, or bring a removed one back."""
    if action.kind in {ActionKind.ATTACH, ActionKind.DETACH}:
        files.take_back(action, at=at)


def connect() -> None:
    """Listen to undone actions."""
    action_undone.connect(on_action_undone, dispatch_uid="attachments.action_undone")
