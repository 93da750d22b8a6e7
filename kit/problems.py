"""API errors as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults
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


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 404 handler: a problem below `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """The site's 500 handler: a problem below `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.INTERNAL_SERVER_ERROR)
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: a form that was too old or came from elsewhere; a problem below `/api/`."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.FORBIDDEN)
    return render(request, "403_csrf.html", status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """A limit is used up: a problem below `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        return _without_a_view(HTTPStatus.TOO_MANY_REQUESTS)
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


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
