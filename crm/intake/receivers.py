"""Texts that visitors send, and actions that are undone."""

from datetime import datetime
from typing import Any

from crm.intake.services import replies, reroute, same_organisation, telephone
from crm.leads.models import Action, ActionKind
from crm.leads.signals import action_undone, undo_requested
from kit import clock
from messaging.models import Reply
from messaging.signals import reply_received


def on_reply_received(sender: Any, reply: Reply, *, is_refusal: bool, **kwargs: Any) -> None:
    """Take a visitor's text message."""
    replies.take(reply, is_refusal=is_refusal, at=clock.now())


def on_undo_requested(sender: Any, action: Action, **kwargs: Any) -> None:
    """Lock the inquiry, which undoing a second choice changes too."""
    if action.kind == ActionKind.REROUTE:
        reroute.lock_inquiry(action)


def on_action_undone(sender: Any, action: Action, at: datetime, **kwargs: Any) -> None:
    """Undo the rest of a call written down, or of a second choice."""
    if action.kind == ActionKind.TELEPHONE:
        telephone.discard(action, at=at)
        same_organisation.withdraw(action)
    elif action.kind == ActionKind.REROUTE:
        reroute.revert(action, at=at)


def connect() -> None:
    """Listen to messages and to undone actions."""
    reply_received.connect(on_reply_received, dispatch_uid="intake.reply_received")
    undo_requested.connect(on_undo_requested, dispatch_uid="intake.undo_requested")
    action_undone.connect(on_action_undone, dispatch_uid="intake.action_undone")
