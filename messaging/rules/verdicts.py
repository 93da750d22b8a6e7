"""Whether a claimed message may be sent now: decided at the last moment, since much may have changed after posting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.rules import quiet_hours

# The recipient is a colleague who does not work here any more.
LEFT = "left"


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
    """The text has lost its meaning."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No message can arrive there, for the reason in `code`."""

    code: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """It is not wanted any more, for the reason in `code`."""

    code: str


Verdict = Go | Wait | TooLate | Unreachable | Forbidden


def judge(
    at: datetime,
    *,
    expires_at: datetime,
    keeps_quiet_hours: bool,
    is_mobile: bool = True,
    is_refused: bool = False,
    is_consented: bool = True,
    is_over: bool = False,
) -> Verdict:
    """Decide about one message at the instant of its claim; a refusal beats everything."""
    if is_refused:
        return Forbidden("opted_out")
    if not is_consented:
        return Forbidden("no_consent")
    if is_over:
        return Forbidden("subject_closed")
    if at >= expires_at:
        return TooLate()
    if not is_mobile:
        return Unreachable("landline")
    return _by_the_hour(at, expires_at) if keeps_quiet_hours else Go(expires_at - at)


def _by_the_hour(at: datetime, expires_at: datetime) -> Go | Wait | TooLate:
    if quiet_hours.is_open(at):
        return Go(min(expires_at, quiet_hours.closing(at)) - at)
    opening = quiet_hours.next_opening(at)
    return TooLate() if opening >= expires_at else Wait(opening)


def after_today(at: datetime, *, expires_at: datetime) -> Wait | TooLate:
    """The verdict on a message whose number has reached the daily limit."""
    opening = quiet_hours.next_opening(quiet_hours.closing(at))
    return TooLate() if opening >= expires_at else Wait(opening)
