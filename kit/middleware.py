"""Answers for the views: what cannot be done at this moment is no fault of the program."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kit import database, problems
from kit.throttle import TooManyRequests

# After how many seconds a caller may come again: a limit is free again in a few minutes, a lock at once.
RETRY_AFTER = {429: "300", 503: "5"}


class ProblemMiddleware:
    """Answers 429 where a limit is used up, and 503 where a lock was waited for in vain; then nothing was written.

    These answers, from wherever they come, say when to come again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; Django hands what a view raises to `process_exception`."""
        response = self._get_response(request)
        if response.status_code in RETRY_AFTER:
            response.setdefault("Retry-After", RETRY_AFTER[response.status_code])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer, or None for what is a fault."""
        if isinstance(error, TooManyRequests):
            return problems.too_many_requests(request)
        if isinstance(error, OperationalError) and database.waited_in_vain(error):
            return problems.busy(request)
        return None
