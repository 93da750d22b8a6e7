"""The circuit breaker of a gateway: after several failures in a row it is left alone, then tried with one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FAILURES = 5
# The same refusal so often in a row is about our account or signature, not about the recipients.
EQUAL_REFUSALS = 10
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=10)
# How long a probe may take before another dispatcher may try: longer than the gateway's time-outs.
PROBE = timedelta(seconds=20)


class Position(StrEnum):
    """Whether messages pass."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"
    PROBING = "probing"


@dataclass(frozen=True, slots=True)
class Breaker:
    """A gateway's record: failures in a row, until when it rests, and until when a probe is under way."""

    failures: int = 0
    open_until: datetime | None = None
    probing_until: datetime | None = None

    def position(self, at: datetime) -> Position:
        """Where the breaker stands at an instant; a rest that is over lets one probe through."""
        if self.open_until is None:
            return Position.CLOSED
        if at < self.open_until:
            return Position.OPEN
        if self.probing_until is not None and at < self.probing_until:
            return Position.PROBING
        return Position.HALF_OPEN


def rest(failures: int) -> timedelta | None:
    """How long to leave the gateway alone after so many failures in a row; None while it may go on."""
    if failures < FAILURES:
        return None
    doubled: timedelta = REST * 2 ** min(failures - FAILURES, 10)
    return min(doubled, LONGEST_REST)
