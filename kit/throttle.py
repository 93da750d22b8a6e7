"""Rate limits for everything public, kept by the `limits` library in the cache's Redis or in memory."""

import logging
import time
from datetime import timedelta
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from kit.errors import Refusal

logger = logging.getLogger(__name__)


class TooManyRequests(Refusal):
    """The same caller asked too often."""

    code = "too_many_requests"
    status = HTTPStatus.TOO_MANY_REQUESTS
    message = _("That was a lot of requests in a short time. Please wait a few minutes, or call the hotline.")


class Memory(MemoryStorage):
    """The library's memory, which starts a thread at nearly every hit to sweep out what expired; once a minute will do.

    An expired count is never believed, swept or not.
    """

    STORAGE_SCHEME = ["process"]
    SWEEP_SECONDS = 60.0
    _next_sweep = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802  (the library's private step, to be taken less often)
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + self.SWEEP_SECONDS
            super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]


@cache
def limiter() -> SlidingWindowCounterRateLimiter:
    """The one limiter of this process; a Redis that hangs must not hold a visitor."""
    url = settings.RATE_LIMIT_STORAGE
    patience = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5} if url.startswith("redis") else {}
    return SlidingWindowCounterRateLimiter(storage_from_string(url, **patience))


def amount_and_period(rate: str) -> tuple[int, timedelta]:
    """What a rate such as `6/hour` allows, for whoever counts in rows of her own."""
    item = _parsed(rate)
    return item.amount, timedelta(seconds=item.get_expiry())


def check(rate: str, *keys: str) -> None:
    """Count one request against a rate such as `20/minute`.

    Raises TooManyRequests when it is used up. A broken store lets requests through: a lost lead costs more than a
    moment without a limit.
    """
    try:
        allowed = limiter().hit(_parsed(rate), *keys)
    except Exception:  # storages raise their own families of errors
        logger.exception("The rate-limit store does not answer; letting the request through.")
        return
    if not allowed:
        raise TooManyRequests


@cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)


def address(request: HttpRequest) -> str:
    """The caller's network address; a trusted proxy must set REMOTE_ADDR (see docs/operations.md)."""
    return str(request.META.get("REMOTE_ADDR", ""))
