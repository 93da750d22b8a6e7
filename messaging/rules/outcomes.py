"""What an attempt to send has come to, and what is to be done about it.

The one question behind the table: can a message exist at the provider? If it cannot, trying again is safe. If it may,
trying again could send it twice, so it becomes uncertain and is looked up instead.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it, under this number."""

    sid: str
    status: str
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider said no to this message, and will say it again."""

    code: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The provider takes nothing from us for now, whatever the message: the whole sender waits."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request never reached the provider; trying again is safe."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request may have reached the provider; trying again is not safe."""

    reason: str


Outcome = Accepted | Refused | Paused | NotSent | Unknown

TOO_MANY_REQUESTS = 429
# Carriers' codes for a recipient who refused us there.
OPTED_OUT = frozenset({"21610"})
REQUEST_TIMED_OUT = 408
# A wrong account, token or address is our mistake, not the message's: the backlog waits until a person has mended it.
MISCONFIGURED = frozenset({401, 404, 405})
MISCONFIGURED_PAUSE = timedelta(minutes=5)


def of_http_error(status: int, code: str = "", retry_after: timedelta | None = None) -> Outcome:
    """The meaning of an HTTP answer other than success; the status decides, since error codes change."""
    if status == TOO_MANY_REQUESTS:
        return Paused("throttled", retry_after)
    if status in MISCONFIGURED:
        return Paused(f"http {status} {code}".strip(), MISCONFIGURED_PAUSE)
    if 400 <= status < 500 and status != REQUEST_TIMED_OUT:  # noqa: PLR2004  (the client's own mistakes)
        return Refused(code or str(status))
    return Unknown(f"http {status}")
