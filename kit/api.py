"""What the API of every room uses of Django REST framework, in our terms."""

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from kit import throttle


class AnonymousThrottle(AnonRateThrottle):
    """Counts callers without a token by the same address as every other limit."""

    def get_ident(self, request: Request) -> str:
        """The caller's network."""
        return throttle.network(request)
