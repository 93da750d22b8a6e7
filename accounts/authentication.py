"""Name and password, tried by every way in: the sign-in page, the API's tokens and whatever calls `authenticate`."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from kit import throttle

PER_ADDRESS = "30/minute"
PER_ADDRESS_AND_NAME = "10/minute"


class LimitedBackend(ModelBackend):
    """Django's own, which counts failed tries, and looks at no password once there were too many.

    A name alone is never locked: a stranger who guesses a colleague's password must not keep the colleague out.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user of this name and password; raises TooManyRequests."""
        limits = _limits(request, username or "") if request is not None else []
        for rate, keys in limits:
            throttle.check_without_counting(rate, *keys)
        user = super().authenticate(request, username, password, **kwargs)
        if user is None:
            for rate, keys in limits:
                throttle.check(rate, *keys)
        return user


def _limits(request: HttpRequest, username: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each rate of failed tries with the keys it is counted by."""
    caller = throttle.network(request)
    return [
        (PER_ADDRESS, ("sign-in", caller)),
        (PER_ADDRESS_AND_NAME, ("sign-in-name", caller, username.lower())),
    ]
