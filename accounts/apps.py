"""Sign-in as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The users."""

    name = "accounts"
    verbose_name = _("People who sign in")
