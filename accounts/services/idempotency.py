"""Repeated requests of the API and of opened forms: done once, answered alike."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.errors import IdempotencyKeyReused
from accounts.models import ApiRequest, User

Answer = tuple[int, Any]
# Nothing is repeated after so long; the kept answers hold names and numbers.
KEPT_FOR = timedelta(days=30)


def once(user: User, key: str, digest: str, act: Callable[[], Answer]) -> Answer:
    """Act, or give the status and body answered before to the same key of this user.

    The answer is kept in the transaction of the act. Raises IdempotencyKeyReused where the key was sent with another
    request (`digest`), and whatever the act raises; then nothing is kept.
    """
    with transaction.atomic():
        # A repetition at the same instant waits here for the first one's commit.
        kept, is_new = ApiRequest.objects.get_or_create(user=user, key=key, defaults={"digest": digest})
        if is_new:
            kept.status, kept.answer = act()
            kept.save(update_fields=["status", "answer"])
    if kept.digest != digest:
        raise IdempotencyKeyReused
    return kept.status, kept.answer


def forget(at: datetime) -> int:
    """Delete the answers that have been kept long enough; how many."""
    count, _by_model = ApiRequest.objects.filter(created_at__lt=at - KEPT_FOR).delete()
    return count


def digest_of(path: str, body: Any) -> str:
    """Identifies a request among others with the same key."""
    said = json.dumps([path, body], sort_keys=True, default=str)
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()
