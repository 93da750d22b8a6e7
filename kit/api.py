"""What the API of every room uses of Django REST framework, in our terms."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import AnonRateThrottle

from kit import throttle


class AnonymousThrottle(AnonRateThrottle):
    """Counts callers without a token by the same address as every other limit."""

    def get_ident(self, request: Request) -> str:
        """The caller's network."""
        return throttle.network(request)


def read(serializer: type[BaseSerializer[Any]], data: Any) -> dict[str, Any]:
    """What a request says, checked. Raises DRF's ValidationError, which is answered with 400."""
    asked = serializer(data=data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
