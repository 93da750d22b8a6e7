"""Whether a claimed message may leave now: asked at the last moment, since much may have changed after posting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.rules import quiet_hours


@dataclass(frozen=True, slots=True)
class Go:
    """Send it; after `valid_for` the provider should give up too."""

    valid_for: timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """Not at this hour; `until` is the next opening."""

    until: datetime


@dataclass(frozen=True, slots=True)
class TooLate:
    """Its words have lost their meaning."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No text message can arrive there, for the reason in `code`."""

    code: str


def judge(
    at: datetime, *, expires_at: datetime, is_mobile: bool, keeps_quiet_hours: bool
) -> Go | Wait | TooLate | Unreachable:
    """Decide about one message at the instant of its claim."""
    if at >= expires_at:
        return TooLate()
    if not is_mobile:
        return Unreachable("landline")
    if not keeps_quiet_hours:
        return Go(expires_at - at)
    if quiet_hours.is_open(at):
        return Go(min(expires_at, quiet_hours.closing(at)) - at)
    opening = quiet_hours.next_opening(at)
    return TooLate() if opening >= expires_at else Wait(opening)
