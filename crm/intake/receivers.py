"""Texts that visitors send, and acts that are undone."""

from datetime import datetime
from typing import Any

from crm.intake.services import kinship, rechoice, replies, telephone
from crm.leads.models import Deed, DeedKind
from crm.leads.signals import deed_undone, undo_requested
from kit import clock
from messaging.models import Reply
from messaging.signals import reply_received


def on_reply_received(sender: Any, reply: Reply, *, is_refusal: bool, **kwargs: Any) -> None:
    """A visitor writes to us."""
    replies.take(reply, is_refusal=is_refusal, at=clock.now())


def on_undo_requested(sender: Any, deed: Deed, **kwargs: Any) -> None:
    """Undoing a second choice changes the inquiry too."""
    if deed.kind == DeedKind.RECHOOSE:
        rechoice.lock_inquiry(deed)


def on_deed_undone(sender: Any, deed: Deed, at: datetime, **kwargs: Any) -> None:
    """A call written down or a second choice was taken back: the rest of it goes too."""
    if deed.kind == DeedKind.TELEPHONE:
        telephone.take_back(deed, at=at)
        kinship.take_back(deed)
    elif deed.kind == DeedKind.RECHOOSE:
        rechoice.take_back(deed, at=at)


def connect() -> None:
    """Listen to messages and to undone acts."""
    reply_received.connect(on_reply_received, dispatch_uid="intake.reply_received")
    undo_requested.connect(on_undo_requested, dispatch_uid="intake.undo_requested")
    deed_undone.connect(on_deed_undone, dispatch_uid="intake.deed_undone")
