"""The dispatcher: claims due messages, sends them outside any transaction, and writes down what came of it.

Any number of dispatchers may run at once. A claim is committed before the request leaves, and carries a number; only
the holder of the latest number may write the result. A dispatcher that dies leaves its messages in `sending`, which
`services.settlement` finds. A dispatcher claims no more than its threads can begin at once, so that a claim never ages
in a queue; the threads do nothing but the request, and one connection does all the writing.
"""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from kit import phones
from messaging.gateways.base import Gateway, Parcel
from messaging.models import Channel, Message, Purpose, State
from messaging.rules import departure
from messaging.rules.outcomes import Outcome, Unknown
from messaging.services import affairs, landing, moves, ration, senders, staff

logger = logging.getLogger(__name__)

SECONDS_A_RUN = 60.0
AT_ONCE = 8
# Claiming waits until so many threads are idle: fewer statements, and no thread waits long.
WORTH_CLAIMING = AT_ONCE // 2
# The heart of the dispatcher is one statement, and its own transaction: what it took is taken before anything leaves.
# Whether the recipient refuses or has not agreed is read in the same breath; right afterwards the affair's own room is
# asked whether it is still wanted.
CLAIM = """
    WITH due AS (
        SELECT id FROM messaging_message AS waiting
        WHERE state = 'queued' AND channel = %(channel)s AND due_at <= statement_timestamp() {share}
        ORDER BY due_at LIMIT %(limit)s
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
    SELECT claimed.*, version.provider_ids ->> %(gateway)s AS provider_template, version.signature,
        COALESCE((
            SELECT is_out FROM messaging_optout WHERE number = claimed.to_number ORDER BY id DESC LIMIT 1
        ), false) AS is_refused,
        claimed.purpose <> 'promotional' OR COALESCE((
            SELECT is_given FROM messaging_consent
            WHERE number = claimed.to_number AND subject = 'promotional' ORDER BY id DESC LIMIT 1
        ), false) AS is_consented
    FROM claimed LEFT JOIN messaging_templateversion AS version ON version.id = claimed.version_id
    ORDER BY claimed.due_at
"""
CARRIABLE = """(waiting.to_number LIKE '+86%%' AND EXISTS (
    SELECT FROM messaging_templateversion WHERE id = waiting.version_id AND provider_ids ? %(bound)s
))"""


@dataclass(frozen=True, slots=True)
class Share:
    """What a gateway is to take of a channel: all, only what `bound` can carry, or only what it cannot."""

    channel: str = Channel.SMS.value
    bound: str = ""
    is_carriable: bool = True

    @property
    def statement(self) -> str:
        """The claim of this share."""
        return _claim(condition="" if not self.bound else f"AND {'' if self.is_carriable else 'NOT '}{CARRIABLE}")


@cache
def _claim(condition: str) -> str:
    return CLAIM.replace("{share}", condition)


ALL = Share()


def deliver(channel: str, lanes: list[Gateway], *, seconds: float = SECONDS_A_RUN) -> int:
    """Send what is due through the first gateway that can and may carry it; returns how many were handled.

    A later gateway takes what an earlier one cannot carry (a number abroad, a wording that is not registered there),
    and everything while the earlier one pauses or rests: what is queued has certainly not been sent by anybody.
    """
    deadline = time.monotonic() + seconds
    handled = 0
    for place, gateway in enumerate(lanes):
        earlier = [lane for lane in lanes[:place] if senders.is_open_for_business(lane.name)]
        if any(not lane.capabilities.needs_template for lane in earlier):
            break
        share = Share(channel)
        if earlier:
            share = Share(channel, bound=earlier[0].name, is_carriable=False)
        elif gateway.capabilities.needs_template and len(lanes) > 1:
            share = Share(channel, bound=gateway.name)
        handled += deliver_due(gateway, share, seconds=deadline - time.monotonic())
    return handled


def deliver_due(gateway: Gateway, share: Share = ALL, *, seconds: float = SECONDS_A_RUN) -> int:
    """Send what is due through one gateway, several at once, and stop claiming after so many seconds."""
    deadline = time.monotonic() + seconds
    flying: dict[Future[Outcome], Message] = {}
    handled = 0
    while True:
        idle = AT_ONCE - len(flying)
        if time.monotonic() < deadline and (idle >= WORTH_CLAIMING or not flying):
            claimed = claim(gateway, idle, share)
            handled += len(claimed)
            for message in claimed:
                if parcel := prepare(message, gateway):
                    flying[crew().submit(carry, gateway, parcel)] = message
            if claimed and not flying:
                continue  # none of them may leave now; others may
        if not flying:
            return handled
        landed, _still = wait(flying, return_when=FIRST_COMPLETED)
        landing.finish_all([(flying.pop(future), future.result()) for future in landed])


@cache
def crew() -> ThreadPoolExecutor:
    """The threads of this process; each keeps its connection to the provider between messages."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="messenger")


def carry(gateway: Gateway, parcel: Parcel) -> Outcome:
    """Make the request; what no gateway foresees may still have reached the provider."""
    try:
        return gateway.send(parcel)
    except Exception as error:
        logger.exception("The gateway %s failed on %s.", gateway.name, parcel.uuid)
        return Unknown(type(error).__name__)


def claim(gateway: Gateway, limit: int, share: Share = ALL) -> list[Message]:
    """Take the longest-waiting due messages; others pass over them. Fewer while the gateway pauses, rests, is paced."""
    admitted = senders.admit(gateway.name, limit)
    if not admitted:
        return []
    values = {"gateway": gateway.name, "limit": admitted, "channel": share.channel, "bound": share.bound}
    claimed = list(Message.objects.raw(share.statement, values))
    if len(claimed) < admitted:
        senders.give_back(gateway.name, admitted - len(claimed))
    ended = affairs.over(claimed)
    colleagues = staff.known([message.recipient for message in claimed if message.recipient])
    for message in claimed:
        message.is_over = message.pk in ended  # type: ignore[attr-defined]
        message.works_here = colleagues.get(message.recipient)  # type: ignore[attr-defined]
    return claimed


def prepare(message: Message, gateway: Gateway) -> Parcel | None:
    """What may leave now, by the database's clock, which stamped the claim; None when it was moved elsewhere."""
    verdict = judge(message, gateway)
    if isinstance(verdict, departure.Go) and Purpose(message.purpose).is_rationed and not ration.take(message):
        assert message.claimed_at is not None  # noqa: S101  (a constraint of the table, told to the type checker)
        verdict = departure.after_today(message.claimed_at, expires_at=message.expires_at)
    row = landing.mine(message)
    match verdict:
        case departure.Go(valid_for):
            return Parcel(
                uuid=message.uuid,
                to=message.to_number or message.address,
                body=message.body,
                valid_for=valid_for,
                words=message.words,
                provider_template=message.provider_template or "",  # type: ignore[attr-defined]
                signature=message.signature or settings.SMS_SIGNATURE,  # type: ignore[attr-defined]
            )
        case departure.Wait(until):
            moves.move(row, to=State.QUEUED, detail="waits for the next opening", due_at=until)
        case departure.TooLate():
            moves.move(row, to=State.EXPIRED)
        case departure.Unreachable(code):
            moves.move(row, to=State.FAILED, detail=code, error_code=code)
        case departure.Forbidden(code):
            moves.move(row, to=State.CANCELLED, detail=code, error_code=code)
    return None


def judge(message: Message, gateway: Gateway) -> departure.Verdict:
    """Whether it may leave now, by what the claim read about it."""
    assert message.claimed_at is not None  # noqa: S101  (a constraint of the table, told to the type checker)
    is_text = message.channel == Channel.SMS
    works_here: bool | None = getattr(message, "works_here", None)
    if works_here is False:
        return departure.Forbidden(departure.LEFT)
    if is_text and gateway.capabilities.mainland_only and not message.to_number.startswith("+86"):
        return departure.Unreachable("foreign")
    if gateway.capabilities.needs_template and not message.provider_template:  # type: ignore[attr-defined]
        return departure.Unreachable("no_provider_template")
    return departure.judge(
        message.claimed_at,
        expires_at=message.expires_at,
        is_mobile=not is_text or phones.is_mobile(message.to_number),
        keeps_quiet_hours=Purpose(message.purpose).is_rationed,
        is_refused=message.is_refused and works_here is None,  # type: ignore[attr-defined]
        is_consented=message.is_consented,  # type: ignore[attr-defined]
        is_over=message.is_over,  # type: ignore[attr-defined]
    )
