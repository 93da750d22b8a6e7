"""Text messages that come in."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from kit import text
from messaging import signals
from messaging.gateways.base import Incoming
from messaging.models import How, Reply
from messaging.models.message import E164
from messaging.rules import refusal
from messaging.services import colleagues, opt_outs, signalling

# A reply whose receiver failed is announced again after so long, once a minute, for so long.
AGAIN_AFTER, UNTIL = timedelta(minutes=1), timedelta(days=1)
MOST_A_RUN = 50


@transaction.atomic
def receive(incoming: Incoming) -> Reply:
    """Store a reply once, however often the provider hands it over, and announce it; a refusal closes the number."""
    reply, is_new = Reply.objects.get_or_create(
        provider_sid=incoming.sid,
        defaults={"from_number": incoming.from_number[:20], "body": text.clean(incoming.body)},
    )
    if is_new:
        closes = is_refusal(reply) and re.match(E164, reply.from_number)
        if closes:
            opt_outs.hold(reply.from_number)
        announce(reply)
        if closes:
            opt_outs.record(reply.from_number, by=None, how=How.REPLY, note=reply.body)
    return reply


def is_refusal(reply: Reply) -> bool:
    """Whether the sender wants no more messages; a colleague who answers a notice means something else."""
    return refusal.is_refusal(reply.body) and not colleagues.is_colleague(reply.from_number)


def announce(reply: Reply) -> bool:
    """Send the signal; False when a receiver failed, and it is to be announced again."""
    is_heard = signalling.announce(signals.reply_received, reply=reply, is_refusal=is_refusal(reply))
    if is_heard:
        Reply.objects.filter(pk=reply.pk).update(heard_at=Now())
    return is_heard


def announce_unheard() -> int:
    """Announce again what a listener failed on, so that no visitor's words are lost; how many were dealt with now."""
    waiting = Reply.objects.filter(heard_at=None, received_at__gt=Now() - UNTIL, received_at__lt=Now() - AGAIN_AFTER)
    heard = 0
    for pk in list(waiting.order_by("received_at").values_list("pk", flat=True)[:MOST_A_RUN]):
        with transaction.atomic():
            reply = waiting.select_for_update(skip_locked=True).filter(pk=pk).first()
            heard += reply is not None and announce(reply)
    return heard
