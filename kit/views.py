"""The health page for machines, and the page number of lists."""

import logging

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kit import health_page, text, throttle

logger = logging.getLogger(__name__)

MOST_PAGES = 400


def page_number(request: HttpRequest, name: str = "page") -> int:
    """Which page of a list the address asks for; what is no page is the first one."""
    return min(text.number(request.GET.get(name, "")) or 1, MOST_PAGES)


@throttle.at_most("6000/minute")
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers (the apps' probes read it), else 503; shows nothing confidential.

    A part that needs help makes the status `degraded` and not an error: restarting this process would not help.
    """
    try:
        found = health_page.report()
    except Error:
        logger.exception("The database does not answer.")
        return JsonResponse({"status": "database"}, status=503)
    status = "ok" if all(health.is_well for health in found.values()) else "degraded"
    return JsonResponse({"status": status, **{name: dict(health.figures) for name, health in found.items()}})
