"""Sign in, sign out, and the start page of each role."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.forms import SignInForm
from accounts.http import DeskRequest
from accounts.models import Role
from kit.throttle import TooManyRequests

HOMES = {
    Role.CONSULTANT: "desk:desk",
    Role.MANAGER: "reports:funnel",
    Role.EDITOR: "wagtailadmin_home",
    Role.ADMIN: "desk:desk",
}


class SignIn(auth_views.LoginView):
    """The one sign-in for the desk, the reports and the editor."""

    template_name = "accounts/session_sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say no with 429 when it was tried too often."""
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, TooManyRequests.code):
            response.status_code = TooManyRequests.status
        return response


sign_in = SignIn.as_view()
sign_out = auth_views.LogoutView.as_view()


def other_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect a library's sign-in page to ours; a user who is signed in is refused."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or resolve_url(settings.LOGIN_REDIRECT_URL))


@never_cache
@ensure_csrf_cookie
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Whether this browser is signed in: 204, or 401; checked before a form is sent, so that nothing typed is lost.

    A browser that has lost its cookies gets the one that forms need again.
    """
    return HttpResponse(status=HTTPStatus.NO_CONTENT if request.user.is_authenticated else HTTPStatus.UNAUTHORIZED)


@login_required
def home(request: DeskRequest) -> HttpResponse:
    """Redirect a user to the start page of the role."""
    return redirect(HOMES[Role(request.user.role)])
