"""Why an inquiry is discarded."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DiscardForm(forms.Form):
    """One line."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("Such as advertising")}),
        error_messages={"required": _("Say in a word or two why no call is needed.")},
    )
