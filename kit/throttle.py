"""Rate limits for everything public, kept by the `limits` library in the cache's Redis or in memory."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, TypeVar

import redis  # noqa: F401  (`limits` looks for it by name, and finds half of it while another thread still imports it)
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from kit import problems
from kit.errors import Refusal

logger = logging.getLogger(__name__)


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class TooManyRequests(Refusal):
    """The same caller asked too often."""

    code = "too_many_requests"
    status = HTTPStatus.TOO_MANY_REQUESTS
    message = _("That was a lot of requests in a short time. Please wait a few minutes, or call the hotline.")


class Limiter:
    """Counts in the store that all processes share, and in this process's memory while that store does not answer."""

    AWAY_SECONDS = 5.0

    def __init__(self, url: str) -> None:
        """Know where the shared store is; a Redis that hangs must not block a request."""
        patience = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3} if url.startswith("redis") else {}
        self._shared = SlidingWindowCounterRateLimiter(storage_from_string(url, **patience))
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._away_until = 0.0

    def hit(self, rate: RateLimitItem, *keys: str) -> bool:
        """Count one request; False when the rate is used up."""
        return self._ask(lambda counter: counter.hit(rate, *keys))

    def test(self, rate: RateLimitItem, *keys: str) -> bool:
        """Whether the rate leaves room for one more request, which is not counted."""
        return self._ask(lambda counter: counter.test(rate, *keys))

    def _ask(self, question: Callable[[SlidingWindowCounterRateLimiter], bool]) -> bool:
        if time.monotonic() >= self._away_until:
            try:
                return question(self._shared)
            except Exception as error:  # noqa: BLE001  (storages raise their own families of errors)
                self._away_until = time.monotonic() + self.AWAY_SECONDS
                logger.warning("The rate-limit store does not answer (%s); counting here.", type(error).__name__)
        return question(self._own)


@cache
def limiter() -> Limiter:
    """The one limiter of this process."""
    return Limiter(settings.RATE_LIMIT_STORAGE)


def amount_and_period(rate: str) -> tuple[int, timedelta]:
    """What a rate such as `6/hour` allows, for callers that count rows instead."""
    item = _parsed(rate)
    return item.amount, timedelta(seconds=item.get_expiry())


def check(rate: str, *keys: str) -> None:
    """Count one request against a rate such as `20/minute`; raises TooManyRequests when it is used up."""
    if not limiter().hit(_parsed(rate), *keys):
        raise TooManyRequests


def check_without_counting(rate: str, *keys: str) -> None:
    """Raise TooManyRequests when a rate is used up, for what counts only when it fails."""
    if not limiter().test(_parsed(rate), *keys):
        raise TooManyRequests


@cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)


def address(request: HttpRequest) -> str:
    """The caller's network address, "" when there is none.

    Behind `TRUSTED_PROXIES` proxies it is the value the outermost of them wrote, counted from the right of
    X-Forwarded-For; what stands further left was sent by the caller and is not believed.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.headers.get("x-forwarded-for", "")).split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(forwarded):
        found = _ip(forwarded[-settings.TRUSTED_PROXIES])
        if found is not None:
            return str(found)
    return str(_ip(connected) or "")


def network(request: HttpRequest) -> str:
    """What limits count by: an IPv4 address, or the /64 of an IPv6 one, since a single subscriber owns all of it."""
    found = _ip(address(request))
    return str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found or "")


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def at_most(rate: str) -> Callable[[View], View]:
    """Give a view a rate of its own in place of `REQUESTS_PER_ADDRESS`."""

    def mark(view: View) -> View:
        view.rate = rate  # type: ignore[attr-defined]
        return view

    return mark


class RateMiddleware:
    """Limits every view for callers who are not signed in, per network; views that say nothing share one rate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; the view is known only in `process_view`."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer 429 when the view's rate is used up."""
        if request.user.is_authenticated:
            return None
        try:
            check(getattr(view, "rate", settings.REQUESTS_PER_ADDRESS), "request", network(request))
        except TooManyRequests:
            return problems.too_many_requests(request)
        return None
