"""Sign in, sign out, and the way to one's own place of work."""

from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.forms import SignInForm
from accounts.http import DeskRequest
from accounts.models import Role
from kit import throttle

HOMES = {
    Role.CONSULTANT: "crm:desk",
    Role.MANAGER: "reports:funnel",
    Role.EDITOR: "wagtailadmin_home",
    Role.ADMIN: "crm:desk",
}


class SignIn(auth_views.LoginView):
    """The one sign-in for the desk, the reports and the editor."""

    template_name = "accounts/session_sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count tries per address and per name before looking at the password."""
        try:
            throttle.check("30/minute", "sign-in", throttle.address(request))
            throttle.check("10/minute", "sign-in-name", request.POST.get("username", "").lower())
        except throttle.TooManyRequests as refusal:
            form = self.get_form()
            form.full_clean()
            form.errors.clear()
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        return super().post(request, *args, **kwargs)


sign_in = SignIn.as_view()
sign_out = auth_views.LogoutView.as_view()


@login_required
def home(request: DeskRequest) -> HttpResponse:
    """Send a colleague to the page her work begins on."""
    return redirect(HOMES[Role(request.user.role)])
