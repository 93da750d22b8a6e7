"""Changing the own password, and setting a new one with a link from a letter."""

from typing import Any

from django.conf import settings
from django.contrib import messages as toasts
from django.contrib.auth import views as auth_views
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.forms import ChangePasswordForm, ForgottenForm
from accounts.services import passwords
from kit import throttle

TRIES = "10/minute"
LETTERS_PER_ADDRESS = "10/hour"
LETTERS_PER_MAILBOX = "3/hour"


@method_decorator(never_cache, name="dispatch")
class ChangePassword(LoginRequiredMixin, auth_views.PasswordChangeView):
    """A user changes the own password; other devices are signed out."""

    template_name = "accounts/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("accounts:home")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Say that it is done."""
        toasts.info(self.request, _("Your password is changed. Your other devices are signed out."))
        return super().form_valid(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Limit the tries: an unlocked desk must not give a password away."""
        throttle.check(TRIES, "password", str(request.user.pk))
        return super().post(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class Forgotten(FormView[ForgottenForm]):
    """Ask for a letter with a link; the answer does not say whether the address is known."""

    template_name = "accounts/password_forgotten.html"
    form_class = ForgottenForm
    extra_context = {"is_possible": passwords.is_possible}

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        """Let the letter be sent."""
        email = form.cleaned_data["email"]
        throttle.check(LETTERS_PER_ADDRESS, "letters", throttle.network(self.request))
        throttle.check(LETTERS_PER_MAILBOX, "letters-to", email.lower())
        if passwords.is_possible():
            passwords.ask(email)
        return self.render_to_response(self.get_context_data(form=form, asked=email))


@method_decorator(never_cache, name="dispatch")
class SetPassword(auth_views.PasswordResetConfirmView):
    """Set a new password with the link of a letter, which works once and for a while."""

    template_name = "accounts/password_set.html"
    success_url = reverse_lazy(settings.LOGIN_URL)

    def form_valid(self, form: object) -> HttpResponse:
        """Say that it is done."""
        toasts.info(self.request, _("Your new password is set. Sign in with it."))
        return super().form_valid(form)


change_password = ChangePassword.as_view()
forgotten = Forgotten.as_view()
set_password = SetPassword.as_view()
