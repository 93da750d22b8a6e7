"""What the messages page may be asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models import State
from messaging.models.message import CHOICES


class FilterForm(forms.Form):
    """Narrow the list; what makes no sense narrows nothing."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *CHOICES], required=False)
    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)

    @property
    def narrowing(self) -> dict[str, Any]:
        """Arguments for `queries.newest`."""
        self.is_valid()
        state = self.cleaned_data.get("state")
        return {"state": State(state) if state else None, "before": self.cleaned_data.get("before")}


class DecisionForm(forms.Form):
    """A person's decision about a message nobody found."""

    RESEND, CLOSE = "resend", "close"

    decision = forms.ChoiceField(choices=[(RESEND, _("Send again")), (CLOSE, _("Do not send again"))])
