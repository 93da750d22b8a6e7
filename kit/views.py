"""The health page that machines ask, and what lists have in common."""

import logging

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kit import text, throttle, vitals

logger = logging.getLogger(__name__)

MOST_PAGES = 400


def page_number(request: HttpRequest, name: str = "page") -> int:
    """Which page of a list the address asks for; what is no page is the first one."""
    return min(text.number(request.GET.get(name, "")) or 1, MOST_PAGES)


@throttle.at_most("6000/minute")
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers (the rooms' probes read it), else 503; says nothing a stranger could use.

    A part that needs a person makes the status `degraded` and not an error: starting this process anew would not help.
    """
    try:
        found = vitals.ask()
    except Error:
        logger.exception("The database does not answer.")
        return JsonResponse({"status": "database"}, status=503)
    status = "ok" if all(vital.is_well for vital in found.values()) else "degraded"
    return JsonResponse({"status": status, **{name: dict(vital.figures) for name, vital in found.items()}})
