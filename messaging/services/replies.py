"""Text messages that come in."""

import re

from django.db import transaction

from messaging import signals
from messaging.gateways.base import Incoming
from messaging.models import How, Message, Reply
from messaging.models.message import E164
from messaging.rules import refusal
from messaging.services import news, opt_outs


@transaction.atomic
def receive(incoming: Incoming) -> Reply:
    """Store a reply once, however often the provider hands it over, and announce it; a refusal closes the number."""
    reply, is_new = Reply.objects.get_or_create(
        provider_sid=incoming.sid,
        defaults={"from_number": incoming.from_number[:20], "body": incoming.body.replace("\0", "")},
    )
    if is_new:
        is_known = Message.objects.filter(to_number=reply.from_number).exists()
        news.announce(signals.reply_received, reply=reply, is_known=is_known)
        if refusal.is_refusal(reply.body) and re.match(E164, reply.from_number):
            opt_outs.record(reply.from_number, by=None, how=How.REPLY, note=reply.body)
    return reply
