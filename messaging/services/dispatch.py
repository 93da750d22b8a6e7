"""The dispatcher: claims one due message at a time, sends it outside any transaction, and writes down what came of it.

Any number of dispatchers may run at once. A claim is committed before the request leaves, and carries a number; only
the holder of the latest number may write the result. A dispatcher that dies leaves a message in `sending`, which
`services.settlement` finds.
"""

import random
import time
from datetime import timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Now

from kit import phones
from messaging.gateways.base import Gateway, Parcel
from messaging.models import Message, Purpose, Sender, State
from messaging.rules import backoff, departure, receipts
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Paused, Refused, Unknown
from messaging.services import moves

FIRST_LOOK = timedelta(minutes=2)
SECONDS_A_RUN = 60.0
# The heart of the dispatcher is one statement, and its own transaction: what it took is taken before anything leaves.
CLAIM = """
    WITH due AS (
        SELECT id FROM messaging_message
        WHERE state = 'queued' AND due_at <= statement_timestamp() AND NOT EXISTS (
            SELECT FROM messaging_sender WHERE gateway = %(gateway)s AND paused_until > statement_timestamp()
        )
        ORDER BY due_at LIMIT 1
        FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE messaging_message AS message
        SET state = 'sending', attempts = attempts + 1, gateway = %(gateway)s,
            claimed_at = statement_timestamp(), updated_at = statement_timestamp()
        FROM due WHERE message.id = due.id
        RETURNING message.*
    ), noted AS (
        INSERT INTO messaging_messageevent (message_id, state, at, detail)
        SELECT id, state, claimed_at, gateway FROM claimed
    )
    SELECT * FROM claimed
"""


def deliver_due(gateway: Gateway, *, seconds: float = SECONDS_A_RUN) -> int:
    """Send what is due, one after the other, and stop claiming after so many seconds; returns how many were handled."""
    deadline = time.monotonic() + seconds
    handled = 0
    while time.monotonic() < deadline and deliver_next(gateway):
        handled += 1
    return handled


def deliver_next(gateway: Gateway) -> Message | None:
    """Claim the longest-waiting due message and bring it as far as it will go; None when nothing is due."""
    message = claim(gateway)
    if message is None:
        return None
    match judge(message):
        case departure.Go(valid_for):
            outcome = gateway.send(Parcel(message.uuid, message.to_number, message.body, valid_for))
            return finish(message, outcome)
        case departure.Wait(until):
            moved = moves.move(mine(message), to=State.QUEUED, detail="quiet hours", due_at=until)
        case departure.TooLate():
            moved = moves.move(mine(message), to=State.EXPIRED)
        case departure.Unreachable(code):
            moved = moves.move(mine(message), to=State.FAILED, detail=code, error_code=code)
    return moved[0] if moved else message


def claim(gateway: Gateway) -> Message | None:
    """Take the longest-waiting due message; others pass over it. None when nothing is due or the sender is paused."""
    claimed = list(Message.objects.raw(CLAIM, {"gateway": gateway.name}))
    return claimed[0] if claimed else None


def judge(message: Message) -> departure.Go | departure.Wait | departure.TooLate | departure.Unreachable:
    """Whether it may leave now, by the database's clock, which stamped the claim."""
    assert message.claimed_at is not None  # noqa: S101  (a constraint of the table, told to the type checker)
    return departure.judge(
        message.claimed_at,
        expires_at=message.expires_at,
        is_mobile=phones.is_mobile(message.to_number),
        keeps_quiet_hours=message.purpose == Purpose.FOLLOW_UP,
    )


def mine(message: Message) -> QuerySet[Message]:
    """The row while our claim is the latest; certain news beats the doubt a reaper may have put there meanwhile."""
    return Message.objects.filter(pk=message.pk, attempts=message.attempts, state__in=[State.SENDING, State.UNCERTAIN])


def finish(message: Message, outcome: Outcome) -> Message:
    """Write down what came of an attempt; does nothing when a receipt has already told more."""
    row = mine(message)
    moved: list[Message] = []
    match outcome:
        case Accepted(sid, status, error_code):
            return accept(message, sid=sid, status=status, error_code=error_code)
        case Refused(code):
            moved = moves.move(row, to=State.FAILED, detail=code, error_code=code)
        case Paused(reason, retry_after):
            wait = retry_after or backoff.delay(message.attempts, random.random())  # noqa: S311  (jitter, no secret)
            pause(message.gateway, wait)
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
    )
    if moved:
        return moved[0]
    message.refresh_from_db()
    if message.provider_sid != sid:
        moves.note_double(message, sid)
    return message


def pause(gateway: str, wait: timedelta) -> None:
    """Hold back every dispatcher of a gateway; the longest pause counts."""
    held, is_new = Sender.objects.get_or_create(gateway=gateway, defaults={"paused_until": Now() + wait})
    if not is_new:
        Sender.objects.filter(pk=held.pk).update(paused_until=Greatest(F("paused_until"), Now() + wait))
