"""Text messages that come in."""

from django.db import transaction

from messaging import signals
from messaging.gateways.base import Incoming
from messaging.models import Reply
from messaging.services import news


@transaction.atomic
def receive(incoming: Incoming) -> Reply:
    """Store a reply once, however often the provider hands it over, and announce it."""
    reply, is_new = Reply.objects.get_or_create(
        provider_sid=incoming.sid,
        defaults={"from_number": incoming.from_number[:20], "body": incoming.body.replace("\0", "")},
    )
    if is_new:
        news.announce(signals.reply_received, reply=reply)
    return reply
