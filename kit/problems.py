"""API errors as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from kit.errors import Refusal

CONTENT_TYPE = "application/problem+json"


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


def _problem(status: HTTPStatus, detail: str, *, code: str, errors: Any = None) -> Response:
    body = {"type": f"urn:problem:{code}", "title": status.phrase, "status": status.value, "detail": detail}
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=status.value, content_type=CONTENT_TYPE)
