"""Forms of the hand-over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from kit import text


class ReceiversForm(forms.Form):
    """The colleagues over whom the leads are spread."""

    def __init__(self, *args: Any, leaver: Consultant, **kwargs: Any) -> None:
        """Offer the colleagues of the one who leaves."""
        super().__init__(*args, **kwargs)
        colleagues = Consultant.objects.active().exclude(pk=leaver.pk)
        self.colleagues = list(colleagues)
        self.fields["to"] = forms.ModelMultipleChoiceField(
            colleagues, label=_("Spread over"), widget=forms.CheckboxSelectMultiple, required=False
        )

    @property
    def receivers(self) -> list[Consultant]:
        """The colleagues that were ticked; all of them while none is."""
        chosen = list(self.cleaned_data.get("to") or []) if self.is_valid() else []
        return chosen or self.colleagues


class TargetsForm(forms.Form):
    """A colleague for each lead; `shown` are the keys of the leads on the page."""

    reason = forms.CharField(label=_("Why"), max_length=120, required=False)

    def __init__(self, *args: Any, shown: Iterable[str], **kwargs: Any) -> None:
        """Make one field for each lead."""
        super().__init__(*args, **kwargs)
        self.shown = [pk for key in shown if (pk := text.number(key)) is not None]
        for pk in self.shown:
            self.fields[f"lead-{pk}"] = forms.IntegerField(min_value=1)

    @property
    def targets(self) -> dict[int, int]:
        """The key of the colleague chosen for each lead."""
        return {pk: self.cleaned_data[f"lead-{pk}"] for pk in self.shown}
