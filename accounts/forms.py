"""The sign-in form."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Name and password, with a refusal that does not say which of them was wrong."""

    error_messages = {
        "invalid_login": _("The name or the password is wrong. Check both; capital letters count."),
        "inactive": _("This account has been closed. Please ask an administrator."),
    }
