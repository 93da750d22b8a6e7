"""Signing in, and passwords."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit.throttle import TooManyRequests


class SignInForm(AuthenticationForm):
    """Name and password, with a refusal that does not say which of them was wrong."""

    error_messages = {
        "invalid_login": _("The name or the password is wrong. Check both; capital letters count."),
        "inactive": _("This account has been closed. Please ask an administrator."),
    }

    def clean(self) -> dict[str, Any]:
        """Try name and password; too many tries are an error like any other."""
        try:
            return super().clean()
        except TooManyRequests as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal


class ChangePasswordForm(PasswordChangeForm):
    """The old password and a new one, twice."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("That is not your present password. Check it; capital letters count."),
    }


class ForgottenForm(forms.Form):
    """Where the letter goes."""

    email = forms.EmailField(
        label=_("Your e-mail address at the centre"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
