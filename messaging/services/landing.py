"""Writing down what came of attempts; a result whose claim is no longer the latest changes nothing."""

import random
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from messaging.models import Message, State
from messaging.rules import backoff, receipts
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Paused, Refused, Unknown
from messaging.services import moves, opt_outs, senders

FIRST_LOOK = timedelta(minutes=2)
FIRST_QUESTION = timedelta(minutes=10)


def mine(message: Message) -> QuerySet[Message]:
    """The row while our claim is the latest; certain news beats the doubt a reaper may have put there meanwhile."""
    return Message.objects.filter(pk=message.pk, attempts=message.attempts, state__in=[State.SENDING, State.UNCERTAIN])


def finish_all(results: list[tuple[Message, Outcome]]) -> None:
    """Write down several results, and tell the gateways' breakers."""
    for message, outcome in results:
        finish(message, outcome)
    for gateway in {message.gateway for message, _outcome in results}:
        senders.note(gateway, [outcome for message, outcome in results if message.gateway == gateway])


@transaction.atomic
def finish(message: Message, outcome: Outcome) -> Message:
    """Write down what came of an attempt, whole; does nothing to the message when a receipt has already told more."""
    row = mine(message)
    moved: list[Message] = []
    match outcome:
        case Accepted(sid, status, error_code):
            return accept(message, sid=sid, status=status, error_code=error_code)
        case Refused(code):
            opt_outs.learn(message, code)
            # It has not left, so the place of the day is free again.
            moved = moves.move(row, to=State.FAILED, detail=code, error_code=code[:40], day=None, share=None)
        case Paused(reason, retry_after):
            wait = retry_after or backoff.delay(message.attempts, random.random())  # noqa: S311  (jitter, no secret)
            senders.pause(message.gateway, wait, reason=reason)
            moved = moves.move(row, to=State.QUEUED, detail=reason, due_at=Now() + wait)
        case NotSent(reason):
            wait = backoff.delay(message.attempts, random.random())  # noqa: S311  (jitter, no secret)
            moved = moves.move(row, to=State.QUEUED, detail=reason, due_at=Now() + wait)
        case Unknown(reason):
            moved = moves.move(row, to=State.UNCERTAIN, detail=reason, looks=0, due_at=Now() + FIRST_LOOK)
    return moved[0] if moved else message


def accept(message: Message, *, sid: str, status: str, error_code: str = "", detail: str = "") -> Message:
    """The provider has it; should the row know another message of the provider by now, the double is written down."""
    state = receipts.meaning(status)
    moved = moves.move(
        mine(message),
        to=state,
        detail=detail or status,
        provider_sid=sid,
        provider_status=status,
        error_code=error_code or (status if state == State.FAILED else ""),
        looks=0,
        due_at=Now() + FIRST_QUESTION,
    )
    if moved:
        return moved[0]
    message.refresh_from_db()
    if message.provider_sid != sid:
        moves.note_double(message, sid)
    return message
