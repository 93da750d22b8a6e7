"""Records the results of attempts to send; a result whose claim is no longer the latest changes nothing."""

import random
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from messaging.models import Message, State
from messaging.rules import backoff, receipts
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Paused, Refused, Unknown
from messaging.services import opt_outs, senders, states

FIRST_LOOK = timedelta(minutes=2)
FIRST_QUESTION = timedelta(minutes=10)


def claimed_row(message: Message) -> QuerySet[Message]:
    """The row while this claim is the latest; a certain result beats an `uncertain` set by the settlement meanwhile."""
    return Message.objects.filter(pk=message.pk, attempts=message.attempts, state__in=[State.SENDING, State.UNCERTAIN])


def record_all(results: list[tuple[Message, Outcome]]) -> None:
    """Record several results, and update the gateways' breakers."""
    for message, outcome in results:
        record(message, outcome)
    for gateway in {message.gateway for message, _outcome in results}:
        senders.note(gateway, [outcome for message, outcome in results if message.gateway == gateway])


@transaction.atomic
def record(message: Message, outcome: Outcome) -> Message:
    """Record the result of one attempt; changes nothing when a receipt has already reported more."""
    row = claimed_row(message)
    moved: list[Message] = []
    match outcome:
        case Accepted(sid, status, error_code):
            return accept(message, sid=sid, status=status, error_code=error_code)
        case Refused(code):
            opt_outs.learn(message, code)
            # It was not sent, so its place in the daily limit is free again.
            moved = states.move(row, to=State.FAILED, detail=code, error_code=code[:40], day=None, share=None)
        case Paused(reason, retry_after):
            wait = retry_after or backoff.delay(message.attempts, random.random())  # noqa: S311  (jitter, no secret)
            senders.pause(message.gateway, wait, reason=reason)
            moved = states.move(row, to=State.QUEUED, detail=reason, due_at=Now() + wait)
        case NotSent(reason):
            wait = backoff.delay(message.attempts, random.random())  # noqa: S311  (jitter, no secret)
            moved = states.move(row, to=State.QUEUED, detail=reason, due_at=Now() + wait)
        case Unknown(reason):
            moved = states.move(row, to=State.UNCERTAIN, detail=reason, looks=0, due_at=Now() + FIRST_LOOK)
    return moved[0] if moved else message


def accept(message: Message, *, sid: str, status: str, error_code: str = "", detail: str = "") -> Message:
    """The provider has it; when the row already has another provider id, the duplicate is recorded."""
    state = receipts.meaning(status)
    moved = states.move(
        claimed_row(message),
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
        states.note_duplicate(message, sid)
    return message
