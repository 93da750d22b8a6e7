"""The visit cookie of the public site, earlier addresses of pages, and the content security policy."""

from collections.abc import Callable
from typing import cast
from uuid import uuid4

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect

from content import visits
from content.rules import crawlers
from content.visits import Visit
from kit import clock

COOKIE = "visit"
COOKIE_SECONDS = 180 * 24 * 3600
SALT = "content.visit"
INDOORS = ("/accounts/", "/admin/", "/api/", "/cms/", "/language/")
# What the editor's pages may do besides.
EDITOR = {
    "script-src": ["'unsafe-inline'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["blob:"],
    "frame-src": ["'self'"],
}

Handler = Callable[[HttpRequest], HttpResponse]


class VisitRequest(HttpRequest):
    """A request that knows how its visitor first came."""

    visit: Visit


class VisitMiddleware:
    """Give every request a lazily read `visit`, and public pages the cookie that keeps it.

    A page names the consultant on duty, so no proxy may keep it and a browser revalidates it each time.
    """

    def __init__(self, get_response: Handler) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the visit; set the cookie when a visitor opened a public page for the first time."""
        visiting = cast("VisitRequest", request)
        visiting.visit = cast("Visit", SimpleLazyObject(lambda: _read(request) or _begin(request)))
        response = self.get_response(request)
        if _deserves_cookie(request, response):
            _remember(response, visiting.visit)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.has_header(
            "Cache-Control"
        ):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class PolicyMiddleware(CSPMiddleware):
    """django-csp's policy; Wagtail's editor still uses inline scripts and styles, allowed under its address only."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002  (django-csp's signature)
    ) -> PolicyParts:
        """The policy of the settings, with what the editor needs besides."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(reverse("wagtailadmin_home")):
            parts.update = {**(parts.update or {}), **EDITOR}
        return parts


class EarlierAddressMiddleware(RedirectMiddleware):
    """Wagtail's redirects from the earlier addresses of a page, while visitors can read the page.

    Wagtail itself also leads to a draft, which is not found, and from the draft's own address to the same one.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The redirect of an address that is not found, if it has one."""
        if response.status_code != 404:  # noqa: PLR2004  (every other answer stays)
            return response
        asked = {Redirect.normalise_path(path) for path in (request.get_full_path(), request.path)}
        if Redirect.objects.filter(old_path__in=asked, redirect_page__live=False).exists():
            return response
        found: HttpResponseBase = super().process_response(request, response)
        return found


def _read(request: HttpRequest) -> Visit | None:
    signed = request.COOKIES.get(COOKIE, "")
    if not signed:
        return None
    try:
        return Visit.from_cookie(signing.loads(signed, salt=SALT, max_age=COOKIE_SECONDS))
    except (signing.BadSignature, AttributeError, KeyError, TypeError, ValueError):
        return None


def _begin(request: HttpRequest) -> Visit:
    return visits.begin(
        visit_id=uuid4(),
        path=request.path,
        parameters=request.GET.dict(),
        referrer=request.headers.get("Referer", ""),
        own_host=request.get_host(),
        at=clock.now(),
    )


def _deserves_cookie(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200  # noqa: PLR2004  (a page that was found)
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not request.path.startswith(INDOORS)
        and COOKIE not in response.cookies
        and not crawlers.is_program(request.headers.get("User-Agent", ""))
        and not request.user.is_authenticated
        and cast("VisitRequest", request).visit.is_new
    )


def _remember(response: HttpResponse, visit: Visit) -> None:
    page = (getattr(response, "context_data", None) or {}).get("page")
    if page is not None:
        visit = visit.landed_on(page.pk)
    response.set_cookie(
        COOKIE,
        signing.dumps(visit.to_cookie(), salt=SALT, compress=True),
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
