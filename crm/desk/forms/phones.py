"""The telephone numbers of a lead."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.leads.models.phone import LONGEST_LABEL
from kit.forms import LineField, PhoneField


class PhoneForm(forms.Form):
    """A further number, and whose or where it is."""

    label = LineField(
        label=_("What it is"),
        max_length=LONGEST_LABEL,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("such as office, assistant")}),
    )
    phone = PhoneField(label=_("Number"), error_messages={"required": _("Enter the number.")})


class ChosenPhoneForm(forms.Form):
    """The further number that is meant."""

    phone_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
