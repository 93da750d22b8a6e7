"""The dispatcher: claims due messages, sends them outside any transaction, and records the results.

Any number of dispatchers may run at once. A claim is committed before the request leaves, and carries a number; only
the holder of the latest number may write the result. A dispatcher that dies leaves its messages in `sending`, which
`services.settlement` finds. A dispatcher claims no more than its threads can start at once, so that a claim never waits
in a queue; the threads only make the request, and one connection does all the writing.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from kit import phones
from messaging.gateways.base import Gateway, OutgoingMessage
from messaging.models import Channel, Consent, Message, MessageEvent, MessageQuerySet, OptOut, Purpose, State, Subject
from messaging.rules import verdicts
from messaging.rules.outcomes import Outcome, Unknown
from messaging.services import colleagues, daily_limit, results, senders, states, subjects

logger = logging.getLogger(__name__)

SECONDS_A_RUN = 60.0
AT_ONCE = 8
# Claiming waits until so many threads are idle: fewer statements, and no thread waits long.
WORTH_CLAIMING = AT_ONCE // 2


@dataclass(frozen=True, slots=True)
class Known:
    """What decides about a claimed message beside its own row; `works_here` is None for a visitor."""

    provider_template: str
    signature: str
    is_refused: bool
    is_consented: bool
    is_over: bool
    works_here: bool | None


def deliver(channel: str, gateways: list[Gateway], *, seconds: float = SECONDS_A_RUN) -> int:
    """Send what is due through the first gateway that can and may carry it; returns how many were handled.

    A later gateway takes what an earlier one cannot carry (a number abroad, a template that is not registered there),
    and everything while the earlier one is paused or unavailable: what is queued has certainly not been sent.
    """
    deadline = time.monotonic() + seconds
    handled = 0
    for place, gateway in enumerate(gateways):
        earlier = [one for one in gateways[:place] if senders.is_available(one.name)]
        if any(not one.capabilities.needs_template for one in earlier):
            break
        share = Message.objects.filter(channel=channel)
        if earlier:
            share = share.not_registered_at(earlier[0].name)
        elif gateway.capabilities.needs_template and len(gateways) > 1:
            share = share.registered_at(gateway.name)
        handled += deliver_due(gateway, share, seconds=deadline - time.monotonic())
    return handled


def deliver_due(gateway: Gateway, share: MessageQuerySet | None = None, *, seconds: float = SECONDS_A_RUN) -> int:
    """Send what is due (of a share, or all texts) through one gateway, several at once, for so many seconds."""
    deadline = time.monotonic() + seconds
    in_flight: dict[Future[Outcome], Message] = {}
    handled = 0
    while True:
        idle = AT_ONCE - len(in_flight)
        if time.monotonic() < deadline and (idle >= WORTH_CLAIMING or not in_flight):
            claimed = claim(gateway, idle, share)
            handled += len(claimed)
            known = read(claimed, gateway.name)
            for message in claimed:
                if outgoing := prepare(message, gateway, known[message.pk]):
                    in_flight[executor().submit(send, gateway, outgoing)] = message
            if claimed and not in_flight:
                continue  # none of them may be sent now; others may
        if not in_flight:
            return handled
        done, _pending = wait(in_flight, return_when=FIRST_COMPLETED)
        results.record_all([(in_flight.pop(future), future.result()) for future in done])


@cache
def executor() -> ThreadPoolExecutor:
    """The threads of this process; each keeps its connection to the provider between messages."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="messenger")


def send(gateway: Gateway, outgoing: OutgoingMessage) -> Outcome:
    """Make the request; after an unexpected error it may still have reached the provider."""
    try:
        return gateway.send(outgoing)
    except Exception as error:
        logger.exception("The gateway %s failed on %s.", gateway.name, outgoing.uuid)
        return Unknown(type(error).__name__)


def claim(gateway: Gateway, limit: int, share: MessageQuerySet | None = None) -> list[Message]:
    """Take the longest-waiting due messages; others pass over them. Fewer while the gateway is limited."""
    admitted = senders.admit(gateway.name, limit)
    if not admitted.count:
        return []
    due = Message.objects.filter(channel=Channel.SMS) if share is None else share
    claimed = _take(gateway.name, due, admitted.count)
    if len(claimed) < admitted.count:
        senders.give_back(gateway.name, admitted, admitted.count - len(claimed))
    return claimed


@transaction.atomic
def _take(gateway: str, share: MessageQuerySet, limit: int) -> list[Message]:
    due = share.due().select_for_update(skip_locked=True)[:limit]
    taken = Message.objects.filter(pk__in=[message.pk for message in due])
    taken.update(state=State.SENDING, attempts=F("attempts") + 1, gateway=gateway, claimed_at=Now(), updated_at=Now())
    claimed = list(taken.select_related("version").order_by("due_at"))
    MessageEvent.objects.bulk_create(
        MessageEvent(message=message, state=message.state, detail=gateway) for message in claimed
    )
    return claimed


def read(messages: Sequence[Message], gateway: str) -> dict[int, Known]:
    """What decides about claimed messages, in as many statements for one as for many."""
    numbers = {message.to_number for message in messages if message.to_number}
    refused = set(OptOut.objects.filter(number__in=numbers).active().values_list("number", flat=True))
    consents = {(line.number, line.subject): line.is_given for line in Consent.objects.latest_per_number(numbers)}
    unwanted = subjects.closed(messages)
    working = colleagues.known({message.recipient for message in messages if message.recipient})
    return {
        message.pk: Known(
            provider_template=message.version.provider_ids.get(gateway, "") if message.version else "",
            signature=message.version.signature if message.version else "",
            is_refused=message.to_number in refused,
            is_consented=_is_consented(message, consents),
            is_over=message.pk in unwanted,
            works_here=working.get(message.recipient),
        )
        for message in messages
    }


def _is_consented(message: Message, consents: Mapping[tuple[str, str], bool]) -> bool:
    """Promotions need a yes, notices need none; a no stops anything else, as who asked us expects an answer."""
    if message.purpose == Purpose.PROMOTIONAL:
        return consents.get((message.to_number, Subject.PROMOTIONAL), False)
    return not Purpose(message.purpose).is_limited or consents.get((message.to_number, Subject.FOLLOW_UP), True)


def prepare(message: Message, gateway: Gateway, known: Known) -> OutgoingMessage | None:
    """What may be sent now, by the database's clock, which stamped the claim; None when its state changed instead."""
    verdict = judge(message, gateway, known)
    if isinstance(verdict, verdicts.Go) and Purpose(message.purpose).is_limited and not daily_limit.take_place(message):
        assert message.claimed_at is not None  # noqa: S101  (a constraint of the table, told to the type checker)
        verdict = verdicts.after_today(message.claimed_at, expires_at=message.expires_at)
    row = results.claimed_row(message)
    match verdict:
        case verdicts.Go(valid_for):
            return OutgoingMessage(
                uuid=message.uuid,
                to=message.to_number or message.address,
                body=message.body,
                valid_for=valid_for,
                words=message.words,
                provider_template=known.provider_template,
                signature=known.signature or settings.SMS_SIGNATURE,
            )
        case verdicts.Wait(until):
            states.move(row, to=State.QUEUED, detail="waits for the next opening", due_at=until)
        case verdicts.TooLate():
            states.move(row, to=State.EXPIRED)
        case verdicts.Unreachable(code):
            states.move(row, to=State.FAILED, detail=code, error_code=code)
        case verdicts.Forbidden(code):
            states.move(row, to=State.CANCELLED, detail=code, error_code=code)
    return None


def cannot_carry(message: Message, gateway: Gateway, provider_template: str) -> str:
    """Why a gateway cannot carry a message, as a code of error; empty where it can."""
    is_text = message.channel == Channel.SMS
    if is_text and gateway.capabilities.mainland_only and not message.to_number.startswith("+86"):
        return "foreign"
    return "no_provider_template" if gateway.capabilities.needs_template and not provider_template else ""


def judge(message: Message, gateway: Gateway, known: Known) -> verdicts.Verdict:
    """Whether it may be sent now, by what is known about it."""
    assert message.claimed_at is not None  # noqa: S101  (a constraint of the table, told to the type checker)
    is_text = message.channel == Channel.SMS
    if known.works_here is False:
        return verdicts.Forbidden(verdicts.LEFT)
    if obstacle := cannot_carry(message, gateway, known.provider_template):
        return verdicts.Unreachable(obstacle)
    return verdicts.judge(
        message.claimed_at,
        expires_at=message.expires_at,
        is_mobile=not is_text or phones.is_mobile(message.to_number),
        keeps_quiet_hours=Purpose(message.purpose).is_limited,
        is_refused=known.is_refused and known.works_here is None,
        is_consented=known.is_consented,
        is_over=known.is_over,
    )
