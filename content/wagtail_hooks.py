"""What this room adds to Wagtail's way of serving a page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from content.models import ArticlePage
from content.rules import sizes
from content.services import hits

SIZE_SECONDS = 365 * 24 * 3600

Serve = Callable[[Page, HttpRequest, list[Any], dict[str, Any]], HttpResponse]


@hooks.register("on_serve_page")
def count_the_reader(serve: Serve) -> Serve:
    """Count an article that was read."""

    def counting(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        response = serve(page, request, args, kwargs)
        if isinstance(page, ArticlePage) and response.status_code == 200:  # noqa: PLR2004  (it was shown)
            hits.count(page, request)
        return response

    return counting


@hooks.register("on_serve_page")
def remember_the_text_size(serve: Serve) -> Serve:
    """Keep the size a reader chose without JavaScript (`?size=large`)."""

    def remembering(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        response = serve(page, request, args, kwargs)
        if request.GET.get(sizes.NAME) in sizes.SIZES:
            response.set_cookie(sizes.NAME, request.GET[sizes.NAME], max_age=SIZE_SECONDS, samesite="Lax")
        return response

    return remembering
