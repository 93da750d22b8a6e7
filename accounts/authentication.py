"""Name and password, tried by every way in: the sign-in page, the API's tokens and whatever calls `authenticate`."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from kit import throttle

PER_ADDRESS = "30/minute"
PER_ADDRESS_AND_NAME = "10/minute"


class LimitedBackend(ModelBackend):
    """Django's own, which counts tries before it looks at a password.

    A name alone is never locked: a stranger who guesses a colleague's password must not keep the colleague out.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user of this name and password; raises TooManyRequests."""
        if request is not None:
            caller = throttle.network(request)
            throttle.check(PER_ADDRESS, "sign-in", caller)
            throttle.check(PER_ADDRESS_AND_NAME, "sign-in-name", caller, (username or "").lower())
        return super().authenticate(request, username, password, **kwargs)
