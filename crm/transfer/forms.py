"""What a user says about an import."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Consultant
from crm.transfer.models import Choice, ExportedList, Format, Import
from crm.transfer.rules.columns import Field
from crm.transfer.services.reading import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from kit.forms import LineField, UncutField, choices_of


class UploadForm(forms.Form):
    """A spreadsheet."""

    file = forms.FileField(
        label=_("Spreadsheet (.xlsx, .xls or .csv)"),
        max_length=120,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )


class SheetForm(forms.Form):
    """Which sheet holds the rows."""

    sheet = forms.TypedChoiceField(label=_("Sheet"), coerce=int)

    def __init__(self, job: Import, data: QueryDict | None = None) -> None:
        """Offer the sheets of the file."""
        super().__init__(data, initial={"sheet": job.sheet}, auto_id="sheet_%s")
        choices_of(self, "sheet").choices = list(enumerate(job.sheets))


class HeadingRowForm(forms.Form):
    """Which row holds the headings."""

    number = forms.IntegerField(
        label=_("Row of the headings"),
        help_text=_("0 where the sheet has none"),
        min_value=0,
        max_value=MOST_ROWS,
    )


class ColumnsForm(forms.Form):
    """The field of each column; each field once."""

    remember = forms.BooleanField(label=_("Remember this for the same headings"), required=False)

    def __init__(self, width: int, *args: Any, **kwargs: Any) -> None:
        """One select for each column."""
        super().__init__(*args, **kwargs)
        self.width = width
        for place in range(width):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=[("", _("leave out")), *Field.choices], required=False
            )

    def clean(self) -> dict[str, Any]:
        """No field twice."""
        found = super().clean() or {}
        chosen = [field for field in self.columns if field]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("Two columns are matched to the same field; choose one of them."))
        return found

    @property
    def columns(self) -> list[str]:
        """The field of each column."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(self.width)]


class CellForm(forms.Form):
    """Another text for one cell."""

    number = forms.IntegerField(min_value=1, max_value=2 * MOST_ROWS)
    column = forms.IntegerField(min_value=0, max_value=MOST_COLUMNS - 1)
    to = UncutField(max_length=LONGEST_CELL, required=False)


class ChoiceForm(forms.Form):
    """What is done with one duplicate, or with all of them."""

    number = forms.IntegerField(min_value=1, max_value=2 * MOST_ROWS, required=False)
    choice = forms.ChoiceField(choices=Choice.choices)

    def clean_choice(self) -> Choice:
        """The choice as the rules know it."""
        return Choice(self.cleaned_data["choice"])


class StartForm(forms.Form):
    """Who gets the leads: one consultant, or whom routing chooses for each."""

    consultant = forms.ModelChoiceField(
        label=_("Whose they become"),
        queryset=Consultant.objects.none(),
        required=False,
        empty_label=_("by the routing rules"),
    )

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        """A manager chooses any consultant, a consultant only the own desk."""
        super().__init__(data, auto_id="start_%s")
        active = Consultant.objects.active()
        consultant = self.fields["consultant"]
        if isinstance(consultant, forms.ModelChoiceField):
            consultant.queryset = active if user.sees_all_leads else active.filter(user=user)


class ExportForm(forms.Form):
    """Which list, narrowed how, as what kind of file."""

    what = forms.TypedChoiceField(label=_("List"), choices=ExportedList.choices, coerce=ExportedList)
    file_format = forms.TypedChoiceField(label=_("Kind of file"), choices=Format.choices, coerce=Format)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)
    is_unmasked = forms.BooleanField(label=_("With full numbers"), required=False)
    reason = LineField(
        label=_("What the full numbers are needed for"),
        max_length=200,
        required=False,
        help_text=_("A consultant's request goes to a manager; every download is written down."),
    )

    @staticmethod
    def asked_for(address: QueryDict) -> dict[str, str]:
        """What the address of this page asks for: `list` names the list, the rest narrows it."""
        narrowed = address.copy()
        what = narrowed.pop("list", [ExportedList.LEADS])[-1]
        return {"what": str(what), "query": narrowed.urlencode()[:1000]}

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """What the list is narrowed by, as it stands in its address."""
        return [(name, str(value)) for name, value in QueryDict(self["query"].value() or "").items() if value]


class DecideForm(forms.Form):
    """What a manager says to full numbers."""

    decision = forms.ChoiceField(choices=[("allow", _("Allow")), ("refuse", _("Refuse"))])
