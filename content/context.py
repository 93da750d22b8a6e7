"""What every template may show of the centre; read only where a template uses it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from consultants import queries as roster
from content import queries
from content.rules import sizes


def centre(request: HttpRequest) -> dict[str, Any]:
    """`centre`, `site_menu`, `hotlines`, and the text size the reader chose."""
    return {
        "centre": SimpleLazyObject(queries.profile),
        "site_menu": SimpleLazyObject(lambda: queries.menu(Site.find_for_request(request))),
        "hotlines": SimpleLazyObject(roster.hotlines),
        "reading_size": sizes.chosen(request.GET.get(sizes.NAME), request.COOKIES.get(sizes.NAME)),
    }
