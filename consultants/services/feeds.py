"""The secret address of a calendar feed: made, shown once, revoked."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from consultants.models import Consultant, Feed
from consultants.services import days
from kit import clock

KEY_BYTES = 32


@transaction.atomic
def renew(consultant_id: int, *, at: datetime | None = None) -> str:
    """Make a new key and revoke the old one; the key is returned this once and never stored."""
    revoke(consultant_id, at=at)
    key = secrets.token_urlsafe(KEY_BYTES)
    Feed.objects.create(consultant_id=consultant_id, digest=digest_of(key), made_at=at or clock.now())
    return key


@transaction.atomic
def revoke(consultant_id: int, *, at: datetime | None = None) -> None:
    """Close the consultant's feed; its address answers 404 from now on."""
    days.lock([consultant_id])
    Feed.objects.filter(consultant_id=consultant_id, revoked_at=None).update(revoked_at=at or clock.now())


def owner_of(key: str) -> Consultant | None:
    """Whose duty a key opens; None for a wrong or revoked key, and for a consultant who has left."""
    found = Feed.objects.filter(digest=digest_of(key), revoked_at=None, consultant__is_active=True)
    feed = found.select_related("consultant").first()
    return feed.consultant if feed else None


def digest_of(key: str) -> str:
    """The SHA-256 of a key: 256 bits of chance need no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
