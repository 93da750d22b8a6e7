"""What a consultant fills in during a telephone call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.leads.forms import HeadCountField
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.sources import BY_TELEPHONE, Source
from kit.forms import LineField, PhoneField, UncutField

# The outcomes of a call that came in; the others are of calls that consultants make.
HEARD = (Outcome.INTERESTED, Outcome.WANTS_PROPOSAL, Outcome.CALL_BACK)


class LookUpForm(forms.Form):
    """A number in any spelling."""

    phone = PhoneField(label=_("Caller's number"))


class CallerForm(forms.Form):
    """The call; without an outcome a message was left for a colleague."""

    phone = PhoneField(label=_("Caller's number"), widget=forms.HiddenInput)
    name = LineField(
        label=_("What to call the person"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Such as Director Wang")}),
        error_messages={"required": _("Ask what to call the person.")},
    )
    head_count = HeadCountField(label=_("People"), required=False)
    organisation_name = UncutField(label=_("Organisation"), max_length=80, required=False)
    source = forms.ChoiceField(
        label=_("Source"), choices=[(source.value, source.label) for source in BY_TELEPHONE], initial=Source.HOTLINE
    )
    tap_id = forms.IntegerField(min_value=1, required=False)
    note = UncutField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    outcome = forms.ChoiceField(
        choices=[("", ""), *[(outcome.value, outcome.label) for outcome in HEARD]], required=False
    )

    def clean_outcome(self) -> Outcome | None:
        """The outcome as the rules know it."""
        outcome = self.cleaned_data["outcome"]
        return Outcome(outcome) if outcome else None

    def clean_source(self) -> Source:
        """The source as the rules know it."""
        return Source(self.cleaned_data["source"])

    @classmethod
    def blank(cls, phone: str, **initial: Any) -> "CallerForm":
        """An empty form for this caller."""
        return cls(initial={"phone": phone, **initial}, auto_id="caller_%s")
