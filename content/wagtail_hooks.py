"""Hooks into Wagtail's serving of pages and its editor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from content.models import ArticlePage
from content.rules import sizes
from content.services import hits

SIZE_SECONDS = 365 * 24 * 3600

Serve = Callable[[Page, HttpRequest, list[Any], dict[str, Any]], HttpResponse]


class LanguagePanel(Component):
    """The switch of the language on the editor's first page; Wagtail follows the same cookie."""

    order = 900
    template_name = "components/language.html"

    def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the switch needs of the page."""
        page = parent_context or {}
        return {"request": page["request"], "csrf_token": page["csrf_token"], "class_name": "button button-secondary"}


@hooks.register("construct_homepage_panels")
def offer_the_other_language(request: HttpRequest, panels: list[Component]) -> None:
    """Put the switch under the other panels."""
    panels.append(LanguagePanel())


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
