"""Whose desk is moved to whom."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from kit import text


class ReceiversForm(forms.Form):
    """Among whom the leads are spread."""

    def __init__(self, *args: Any, leaver: Consultant, **kwargs: Any) -> None:
        """Offer the colleagues of whoever leaves."""
        super().__init__(*args, **kwargs)
        colleagues = Consultant.objects.active().exclude(pk=leaver.pk)
        self.colleagues = list(colleagues)
        self.fields["to"] = forms.ModelMultipleChoiceField(
            colleagues, label=_("Spread over"), widget=forms.CheckboxSelectMultiple, required=False
        )

    @property
    def receivers(self) -> list[Consultant]:
        """Those who were ticked; everybody while nobody is."""
        chosen = list(self.cleaned_data.get("to") or []) if self.is_valid() else []
        return chosen or self.colleagues


class TargetsForm(forms.Form):
    """A colleague for each lead; `leads` are the numbers the page showed."""

    reason = forms.CharField(label=_("Why"), max_length=120, required=False)

    def __init__(self, *args: Any, shown: Iterable[str], **kwargs: Any) -> None:
        """One field for each lead the page showed."""
        super().__init__(*args, **kwargs)
        self.shown = [pk for one in shown if (pk := text.number(one)) is not None]
        for pk in self.shown:
            self.fields[f"lead-{pk}"] = forms.IntegerField(min_value=1)

    @property
    def targets(self) -> dict[int, int]:
        """What was chosen for each lead."""
        return {pk: self.cleaned_data[f"lead-{pk}"] for pk in self.shown}
