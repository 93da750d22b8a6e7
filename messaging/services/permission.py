"""Whether a text that a consultant writes may be sent, and when it would leave: asked before it is posted.

The rules are those of the dispatcher, which asks them again when the message is about to leave.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from messaging import gateways
from messaging.errors import (
    ColleaguesNumber,
    ConsentMissing,
    CountryNotAllowed,
    NotAMobile,
    NumberOptedOut,
    SentAlready,
    TemplateNotRegistered,
    TextObjectionable,
    TooLateToSend,
    TooManyWaiting,
)
from messaging.gateways.base import Gateway
from messaging.models import Channel, Message, Purpose, State
from messaging.rules import lint, quiet_hours, verdicts
from messaging.services import colleagues, daily_limit, dispatch, rendering
from messaging.services.outbox import Draft

# So long a consultant's text waits before it may leave, for second thoughts.
UNDO_DELAY = timedelta(seconds=8)
# The same text again within this time is a second press, and so many may wait for one number.
AGAIN = timedelta(minutes=2)
MOST_WAITING = 3
DID_NOT_LEAVE = (State.CANCELLED, State.UNDELIVERED, State.FAILED, State.EXPIRED)
REFUSALS = {
    "opted_out": NumberOptedOut,
    "no_consent": ConsentMissing,
    "landline": NotAMobile,
    "foreign": CountryNotAllowed,
    "no_provider_template": TemplateNotRegistered,
}


class Wait(StrEnum):
    """Why a text does not leave at once."""

    NONE = ""
    QUIET_HOURS = "quiet_hours"
    DAILY_LIMIT = "daily_limit"


@dataclass(frozen=True, slots=True)
class Departure:
    """When a text to a number would leave, as which of that day, and why not at once."""

    at: datetime
    place: int
    wait: Wait


def departure(number: str, at: datetime) -> Departure:
    """When a text posted now would leave."""
    earliest = at + UNDO_DELAY
    opening = quiet_hours.next_opening(earliest)
    leaves_at, place = daily_limit.departure(number, earliest)
    wait = Wait.DAILY_LIMIT if leaves_at > opening else Wait.QUIET_HOURS if opening > earliest else Wait.NONE
    return Departure(leaves_at, place, wait)


def may_text(draft: Draft, *, at: datetime) -> Message:
    """The message that a draft due at its departure would be, unsaved; raises the refusal that says why it may not go.

    Raises also what rendering raises: TemplateUnknown, TemplateIncomplete, TextTooLong.
    """
    known = rendering.approved([draft.template])
    [message] = draft.frozen(at, known, {})
    if findings := lint.findings(message.body, is_promotion=message.purpose == Purpose.PROMOTIONAL):
        raise TextObjectionable(findings)
    if colleagues.is_colleague(message.to_number):
        raise ColleaguesNumber
    if not message.to_number.startswith(tuple(settings.TEXT_COUNTRIES)):
        raise CountryNotAllowed
    gateway = _carrier(message)
    message.claimed_at = draft.due_at or at
    verdict = dispatch.judge(message, gateway, dispatch.read([message], gateway.name)[message.pk])
    if isinstance(verdict, verdicts.Forbidden | verdicts.Unreachable):
        raise REFUSALS.get(verdict.code, TooLateToSend)
    if not isinstance(verdict, verdicts.Go):
        raise TooLateToSend
    _refuse_repetition(message, at)
    return message


def _refuse_repetition(message: Message, at: datetime) -> None:
    """Raise SentAlready or TooManyWaiting where consultants have written enough to the visitor by now."""
    written = Message.objects.filter(channel=Channel.SMS, by__isnull=False)
    alike = written.filter(topic=message.topic, to_number=message.to_number, body=message.body)
    if alike.filter(created_at__gt=at - AGAIN, created_at__lte=at).exclude(state__in=DID_NOT_LEAVE).exists():
        raise SentAlready
    if written.queued().filter(to_number=message.to_number).count() >= MOST_WAITING:
        raise TooManyWaiting


def takes_own_words(number: str) -> bool:
    """Whether a gateway carries texts to a number that are no registered templates."""
    return any(_carries_own_words(gateway, number) for gateway in gateways.for_channel(Channel.SMS))


def _carries_own_words(gateway: Gateway, number: str) -> bool:
    return not dispatch.cannot_carry(Message(to_number=number), gateway, "")


def _carrier(message: Message) -> Gateway:
    """The first gateway that can carry the message; where none can, the one that would be tried first."""
    ways = gateways.for_channel(Channel.SMS)
    registered = message.version.provider_ids if message.version else {}
    able = (way for way in ways if not dispatch.cannot_carry(message, way, registered.get(way.name, "")))
    return next(able, ways[0])
