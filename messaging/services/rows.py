"""Changing messages together with the lines of their history: both or neither."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from messaging.models import Message, MessageEvent


@transaction.atomic
def update(messages: QuerySet[Message], *, detail: str = "", **changes: Any) -> list[Message]:
    """Change these messages, append one line each to their history, and return them as they are now."""
    moved = update_quietly(messages, **changes)
    MessageEvent.objects.bulk_create(
        MessageEvent(message=message, state=message.state, detail=detail[:200]) for message in moved
    )
    return moved


def update_quietly(messages: QuerySet[Message], **changes: Any) -> list[Message]:
    """Change these messages in the caller's transaction, without a line in their history; returns them as they are now.

    The lock reads each row again after waiting for it, so that a condition such as the attempts' number holds.
    """
    keys = list(messages.order_by("pk").select_for_update().values_list("pk", flat=True))
    if not keys:
        return []
    found = Message.objects.filter(pk__in=keys)
    found.update(**changes, updated_at=Now())
    return list(found.order_by("pk"))
