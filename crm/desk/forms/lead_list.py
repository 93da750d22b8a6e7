"""The columns and the order of the list of leads, and the name of a view."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.desk.rules.lead_list import COLUMNS, NEXT_STEP, SORTS, USUAL_COLUMNS
from kit.forms import LineField


class ShownForm(forms.Form):
    """Which columns are shown, and in which order the leads stand; what cannot be read is as usual."""

    sort = forms.ChoiceField(label=_("Order"), choices=[*SORTS.items()], required=False)
    col = forms.MultipleChoiceField(
        label=_("Columns"), choices=[*COLUMNS.items()], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, address: QueryDict) -> None:
        """Read an address."""
        super().__init__(
            {"sort": address.get("sort") or NEXT_STEP, "col": address.getlist("col") or [*USUAL_COLUMNS]},
            auto_id="shown_%s",
        )
        self.is_valid()

    @property
    def order(self) -> str:
        """The order."""
        chosen: str = self.cleaned_data.get("sort") or NEXT_STEP
        return chosen

    @property
    def hidden_columns(self) -> list[str]:
        """The columns that are left out."""
        shown: Any = self.cleaned_data.get("col") or USUAL_COLUMNS
        return [name for name in COLUMNS if name not in shown]


class ViewForm(forms.Form):
    """The name of a view, and the list that it keeps."""

    name = LineField(label=_("Name of the view"), max_length=20)
    is_shared = forms.BooleanField(label=_("Colleagues see it, too"), required=False)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)
