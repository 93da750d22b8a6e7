"""What every API view may need of the user: permissions by role, and requests that may be repeated."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.services import idempotency

HEADER = "Idempotency-Key"
PARAMETER = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER)
LONGEST_KEY = 200
Post = Callable[..., Response]


class WorksLeads(BasePermission):
    """Consultants, managers and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        """By the role."""
        return bool(getattr(request.user, "works_leads", False))


class SeesAllLeads(BasePermission):
    """Managers and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        """By the role."""
        return bool(getattr(request.user, "sees_all_leads", False))


def person(request: Request) -> User:
    """The user behind a request. Raises PermissionDenied for a request without one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def idempotent(post: Post) -> Post:
    """Let a view's `post` act once for each key of a user; a key sent again with another request is refused."""

    @wraps(post)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER, "")
        if not key:
            return post(view, request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise ValidationError(f"{HEADER} has more than {LONGEST_KEY} characters.", code="key_too_long")

        def act() -> idempotency.Answer:
            response = post(view, request, *args, **kwargs)
            return response.status_code, json.loads(JSONRenderer().render(response.data))

        status, answer = idempotency.once(person(request), key, idempotency.digest_of(request.path, request.data), act)
        return Response(answer, status=status)

    return once
