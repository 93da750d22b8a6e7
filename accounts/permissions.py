"""Doors for roles: signed out → the sign-in page; signed in with another role → 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import Role, User

View = Callable[..., Any]


def roles(*allowed: Role) -> Callable[[View], View]:
    """Let only these roles through a view; the administrator always passes."""
    admitted = frozenset({*allowed, Role.ADMIN})

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not isinstance(request.user, User) or request.user.role not in admitted:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


desk = roles(Role.CONSULTANT, Role.MANAGER)
managers = roles(Role.MANAGER)
