"""Texts that visitors send, and acts that are undone."""

from datetime import datetime
from typing import Any

from crm.intake.services import replies, reroute, same_organisation, telephone
from crm.leads.models import Action, ActionKind
from crm.leads.signals import action_undone, undo_requested
from kit import clock
from messaging.models import Reply
from messaging.signals import reply_received


def on_reply_received(sender: Any, reply: Reply, *, is_refusal: bool, **kwargs: Any) -> None:
    """A visitor writes to us."""
    replies.take(reply, is_refusal=is_refusal, at=clock.now())


def on_undo_requested(sender: Any, action: Action, **kwargs: Any) -> None:
    """Undoing a second choice changes the inquiry too."""
    if action.kind == ActionKind.REROUTE:
        reroute.lock_inquiry(action)


def on_action_undone(sender: Any, action: Action, at: datetime, **kwargs: Any) -> None:
    """A call written down or a second choice was taken back: the rest of it goes too."""
    if action.kind == ActionKind.TELEPHONE:
        telephone.take_back(action, at=at)
        same_organisation.take_back(action)
    elif action.kind == ActionKind.REROUTE:
        reroute.take_back(action, at=at)


def connect() -> None:
    """Listen to messages and to undone acts."""
    reply_received.connect(on_reply_received, dispatch_uid="intake.reply_received")
    undo_requested.connect(on_undo_requested, dispatch_uid="intake.undo_requested")
    action_undone.connect(on_action_undone, dispatch_uid="intake.action_undone")
