"""A user, as managers write it down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from consultants.models import Consultant
from kit.forms import E164Field, LineField, choices_of


class UserForm(forms.Form):
    """Name, address, role and hotline; administrators are offered to administrators only."""

    display_name = LineField(label=_("display name"), max_length=20, help_text=_("As colleagues see it: 钟老师."))
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("Letters about the password go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.TypedChoiceField(label=_("role"), choices=Role, coerce=Role)
    hotline = E164Field(
        label=_("hotline"),
        required=False,
        help_text=_("The number this consultant answers; empty for colleagues who take no calls."),
    )

    def __init__(self, *args: Any, by: User, account: User | None = None, **kwargs: Any) -> None:
        """Offer the roles that `by` may give; the own role is not changed here."""
        super().__init__(*args, **kwargs)
        if not by.is_administrator and not (account and account.is_administrator):
            choices_of(self, "role").choices = [(role.value, role.label) for role in Role if role != Role.ADMIN]
        if account == by:
            self.fields["role"].disabled = True
            self.fields["role"].help_text = _("You cannot change your own role. Ask a colleague.")

    @classmethod
    def of(cls, account: User, consultant: Consultant | None) -> dict[str, Any]:
        """The present values, as the form shows them."""
        hotline = consultant.hotline_spaced if consultant and consultant.is_active else ""
        facts = {name: getattr(account, name) for name in ("display_name", "email", "role")}
        return facts | {"hotline": hotline}


class NewUserForm(UserForm):
    """The same with the name to sign in with, which stays."""

    field_order = ("display_name", "username", "email", "role", "hotline")

    username = forms.CharField(
        label=_("user name"),
        max_length=150,
        validators=[User.username_validator],
        help_text=_("For signing in: letters and digits, such as zhong."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
