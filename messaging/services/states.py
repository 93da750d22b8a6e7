"""Changes the state of messages; a final state is announced."""

import logging
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from messaging import signals
from messaging.models import Message, State
from messaging.services import rows, signalling

logger = logging.getLogger(__name__)


def move(messages: QuerySet[Message], *, to: State, detail: str = "", **changes: Any) -> list[Message]:
    """Move these messages and write it in their history; returns those that moved, as they are now."""
    if not to.is_final:
        return rows.update(messages, detail=detail, state=to.value, **changes)
    with transaction.atomic():
        moved = rows.update(messages, detail=detail, state=to.value, settled_at=Now(), **changes)
        for message in moved:
            signalling.announce(signals.message_settled, message=message)
    return moved


def note_duplicate(message: Message, sid: str) -> None:
    """Record that a second message exists at the provider: it must never happen, and never silently."""
    logger.error("Message %s exists twice at the provider: %s and %s.", message.uuid, message.provider_sid, sid)
    message.events.create(state=message.state, detail=f"second message at the provider: {sid}"[:200])
