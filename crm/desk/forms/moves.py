"""Where a lead is moved to: another time, stage or desk; and where the page saw it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.desk.forms.lead import AdvanceForm, AssignForm, SpokenStepForm
from kit.forms import UncutField


class SeenForm(forms.Form):
    """Where the lead stood when the page was opened, and the address of that page's list."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    back = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)


class MoveStepForm(SeenForm, SpokenStepForm):
    """The next step in words or as a time; what is to be done stays where the form does not ask."""

    @property
    def values(self) -> dict[str, Any]:
        """When, and what for: None where that stays."""
        note = self.cleaned_data["note"] if "note" in self.data else None
        return {"due_at": self.cleaned_data["due_at"], "note": note}


class MoveStageForm(SeenForm, AdvanceForm):
    """Another stage, and why where the lead is lost; the browser asks for no reason, the service does."""

    use_required_attribute = False
    lost_reason = UncutField(label=_("Why lost"), max_length=80, required=False)


class MoveOwnerForm(SeenForm, AssignForm):
    """The colleague who gets the lead, and why."""
