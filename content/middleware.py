"""The visit cookie of the public site, and the looser script policy of the editor."""

from collections.abc import Callable
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from content import visits
from content.rules import crawlers
from content.visits import Visit
from kit import clock

COOKIE = "visit"
COOKIE_SECONDS = 180 * 24 * 3600
SALT = "content.visit"
INDOORS = ("/accounts/", "/admin/", "/api/", "/cms/", "/language/")

Handler = Callable[[HttpRequest], HttpResponse]


class VisitRequest(HttpRequest):
    """A request that knows how its visitor first came."""

    visit: Visit


class VisitMiddleware:
    """Give every request a lazily read `visit`, and public pages the cookie that keeps it.

    A page names whoever is on duty now, so nobody on the way may keep it and a browser asks again each time.
    """

    def __init__(self, get_response: Handler) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the visit; set the cookie when a person opened a public page for the first time."""
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


class EditorPolicyMiddleware:
    """Wagtail's editor still uses inline scripts and styles: allow them under its address, and nowhere else."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Widen the policy of an editor's page."""
        response = self.get_response(request)
        if request.path.startswith(reverse("wagtailadmin_home")):
            inline = "'unsafe-inline'"
            response._csp_update = {  # type: ignore[attr-defined]  # noqa: SLF001  (django-csp's per-response interface)
                "script-src": [inline],
                "style-src": [inline],
                "img-src": ["blob:"],
                "frame-src": ["'self'"],
            }
        return response


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
