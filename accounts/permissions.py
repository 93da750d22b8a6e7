"""View decorators by role: signed out → the sign-in page; signed in with another role → 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import Role, User

View = Callable[..., Any]


def roles(*allowed: Role) -> Callable[[View], View]:
    """Let only these roles through a view; the administrator always passes."""
    admitted = frozenset({*allowed, Role.ADMIN})

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                # A pane of a page must not become the sign-in page: static/js/net.js opens its dialogue.
                is_pane = "HX-Request" in request.headers
                return HttpResponse(status=401) if is_pane else redirect_to_login(request.get_full_path())
            if not isinstance(request.user, User) or request.user.role not in admitted:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


desk = roles(Role.CONSULTANT, Role.MANAGER)
managers = roles(Role.MANAGER)
