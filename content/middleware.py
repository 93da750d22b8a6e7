"""The visit cookie."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class VisitMiddleware:
    """Remember how a visitor first came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)
