"""What every template may show of the centre; read only where a template asks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from content import queries
from content.queries import Frame
from content.rules import sizes
from kit import clock


def centre(request: HttpRequest) -> dict[str, Any]:
    """`centre`, `site_menu`, `hotlines`, `duty_card`, and the text size the reader chose."""
    return {
        "centre": SimpleLazyObject(lambda: _frame(request).centre),
        "site_menu": SimpleLazyObject(lambda: _frame(request).menu),
        "hotlines": SimpleLazyObject(lambda: _frame(request).hotlines),
        "duty_card": SimpleLazyObject(lambda: queries.duty_card(clock.now())),
        "reading_size": sizes.chosen(request.GET.get(sizes.NAME), request.COOKIES.get(sizes.NAME)),
    }


def _frame(request: HttpRequest) -> Frame:
    """Read once a request, however often templates ask."""
    found: Frame | None = getattr(request, "_content_frame", None)
    if found is None:
        found = queries.frame(lambda: Site.find_for_request(request))
        request._content_frame = found  # type: ignore[attr-defined]  # noqa: SLF001  (our own note on the request)
    return found
