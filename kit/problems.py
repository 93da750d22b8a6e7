"""What is said when an answer is no: problem details (RFC 9457) below `/api/`, elsewhere a page."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from kit.errors import Refusal

CONTENT_TYPE = "application/problem+json"
API = "/api/"


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler: `type`, `title`, `status`, `detail`, and `errors` by field."""
    if isinstance(error, Refusal):
        return _problem(error.status, str(error), code=error.code)
    answered = exception_handler(error, context)
    if answered is None:
        return None
    status = HTTPStatus(answered.status_code)
    if isinstance(error, exceptions.ValidationError):
        return _problem(status, "The request has invalid fields.", code="invalid", errors=error.get_full_details())
    detail = answered.data.get("detail", status.phrase) if isinstance(answered.data, dict) else status.phrase
    code = getattr(detail, "code", None) or status.name.lower()
    problem = _problem(status, str(detail), code=code)
    for header, value in answered.headers.items():
        if header.lower() in {"www-authenticate", "retry-after"}:
            problem[header] = value
    return problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 400 handler, such as for a form that is not UTF-8: a problem below `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.BAD_REQUEST)
    return _page(request, "400.html", HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 404 handler: a problem below `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.NOT_FOUND)
    return _page(request, "404.html", HTTPStatus.NOT_FOUND)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 403 handler: a problem below `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.FORBIDDEN)
    return _page(request, "403.html", HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """The site's 500 handler: a problem below `/api/`, a page elsewhere.

    Django's own handlers read the form once more, which fails again where it cannot be read.
    """
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.INTERNAL_SERVER_ERROR)
    is_desk = request.path.startswith(settings.DESK_PATHS)
    page = render_to_string("desk/500.html" if is_desk else "500.html")
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: a form that was open for too long, or came from elsewhere.

    What was typed into a form of the desk comes back with a new token, to be sent again.
    """
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.FORBIDDEN)
    if "HX-Request" in request.headers:  # static/js/net.js says the rest
        return HttpResponse(status=403 if request.user.is_authenticated else 401)
    return _page(request, "403_csrf.html", HTTPStatus.FORBIDDEN, typed=_typed(request))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """A limit is used up: a problem below `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.TOO_MANY_REQUESTS)
    return _page(request, "429.html", HTTPStatus.TOO_MANY_REQUESTS)


def busy(request: HttpRequest) -> HttpResponse:
    """Others held what the request needed: a problem below `/api/`, elsewhere a page to send the form again from."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.SERVICE_UNAVAILABLE)
    return _page(request, "503.html", HTTPStatus.SERVICE_UNAVAILABLE, typed=_typed(request))


def _typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What was typed into a form of the desk or of a visitor, by name; None for any other request.

    Passwords are typed elsewhere, and files cannot come back.
    """
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    is_form = request.method == "POST" and request.path.startswith((*settings.DESK_PATHS, *settings.VISITOR_PATHS))
    if not is_ours or not is_form or request.FILES:
        return None
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    return [(name, value) for name, values in sent.lists() for value in values]


def _page(request: HttpRequest, template: str, status: HTTPStatus, **context: Any) -> HttpResponse:
    """In the shell of the page that was asked for: the desk's for a signed-in user, else the site's."""
    user = getattr(request, "user", None)  # there is none where a middleware before it said no
    is_desk = request.path.startswith(settings.DESK_PATHS) and user is not None and user.is_authenticated
    shell = "desk/_notice.html" if is_desk else "site/_notice.html"
    return render(request, template, {"shell": shell, "is_desk": is_desk} | context, status=status)


def _without_a_view(status: HTTPStatus) -> JsonResponse:
    body = _body(status, status.description, code=status.name.lower())
    return JsonResponse(body, status=status.value, content_type=CONTENT_TYPE)


def _problem(status: HTTPStatus, detail: str, *, code: str, errors: Any = None) -> Response:
    body = _body(status, detail, code=code)
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=status.value, content_type=CONTENT_TYPE)


def _body(status: HTTPStatus, detail: str, *, code: str) -> dict[str, Any]:
    return {"type": f"urn:problem:{code}", "title": status.phrase, "status": status.value, "detail": detail}
