"""What the consultant fills in to register a group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.leads.rules.head_count import LARGEST_GROUP
from enrollment.classes.models import ClassSession
from enrollment.seats.errors import CancellingNeedsReason


class RegisterForm(forms.Form):
    """A class and the size of the group."""

    session = forms.ModelChoiceField(
        ClassSession.objects.all(),
        label=_("Class"),
        error_messages={"required": _("Choose a class."), "invalid_choice": _("Choose a class.")},
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=LARGEST_GROUP,
        error_messages={
            "required": _("How many seats does the group need?"),
            "invalid": _("Write the number of seats in digits, such as 45."),
        },
    )


class CancelForm(forms.Form):
    """Why a registration is given up."""

    reason = forms.CharField(
        label=_("Why cancelled"), max_length=120, error_messages={"required": CancellingNeedsReason.message}
    )
