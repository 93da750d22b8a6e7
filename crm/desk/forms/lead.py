"""The forms on the page of a lead."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.rules.lost_reasons import LostReason
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from kit import language
from kit.forms import UncutField

LONGEST_WORDS = 80


class LaterForm(forms.Form):
    """What a browser without a connection sends later; `written_at` is when it was written, by the device's clock."""

    written_at = forms.DateTimeField(required=False)


class CallForm(LaterForm):
    """The outcome of a call, an optional note, and the next step in words where it is not the usual one."""

    outcome = forms.ChoiceField(
        label=_("Phone call"), choices=Outcome, error_messages={"required": _("Choose how the call went.")}
    )
    note = UncutField(label=_("Note"), max_length=1000, required=False)
    words = UncutField(label=_("Next step"), max_length=LONGEST_WORDS, required=False)

    def clean_outcome(self) -> Outcome:
        """The outcome as the rules know it."""
        return Outcome(self.cleaned_data["outcome"])


class AdvanceForm(forms.Form):
    """Another stage, and the reason where the lead is lost: a usual one, one in own words, or both.

    The browser asks for own words; the buttons of the usual reasons pass it over.
    """

    to = forms.ChoiceField(label=_("Stage"), choices=Stage)
    usual_reason = forms.ChoiceField(choices=LostReason, required=False)
    lost_reason = UncutField(
        label=_("Why lost"), max_length=80, required=False, widget=forms.TextInput(attrs={"required": True})
    )

    def clean_to(self) -> Stage:
        """The stage as the rules know it."""
        return Stage(self.cleaned_data["to"])

    def clean_lost_reason(self) -> str:
        """Both reasons, the usual one first, in the language of the site."""
        usual = self.cleaned_data.get("usual_reason")
        with language.of_the_site():
            words = str(LostReason(usual).label) if usual else ""
        return " · ".join(filter(None, (words, self.cleaned_data["lost_reason"])))


class NoteForm(LaterForm):
    """A note for the timeline."""

    text = UncutField(label=_("Note"), max_length=2000, error_messages={"required": _("Write a word or two first.")})


class ConfirmForm(forms.Form):
    """No fields: for buttons that need no answer."""


class PinForm(forms.Form):
    """The note to pin or to unpin."""

    note_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class AgainForm(forms.Form):
    """The text to send once more."""

    message_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class NextStepForm(forms.Form):
    """When to call next (Asia/Shanghai time), and what for."""

    due_at = forms.DateTimeField(
        label=_("When"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Choose a day and a time."),
            "invalid": _("Choose a day and a time, such as 2026-12-01 09:00."),
        },
    )
    note = UncutField(label=_("What to do"), max_length=LONGEST_WORDS, required=False)


class SpokenStepForm(NextStepForm):
    """The next step in words, or as a time; the browser asks for neither."""

    use_required_attribute = False

    words = UncutField(label=_("Next step"), max_length=LONGEST_WORDS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With words no time is needed."""
        super().__init__(*args, **kwargs)
        self.fields["due_at"].required = not self.data.get("words", "").strip()


class AssignForm(forms.Form):
    """The colleague who gets a lead, and why."""

    to = forms.ModelChoiceField(
        Consultant.objects.active(), label=_("Hand over to"), error_messages={"required": _("Choose a colleague.")}
    )
    reason = UncutField(label=_("Why"), max_length=120, required=False)

    def leave_out(self, owner_id: int) -> None:
        """Offer all colleagues but the present owner; `leads.assign` answers a page that still offered the owner."""
        to = cast("forms.ModelChoiceField[Consultant]", self.fields["to"])
        to.queryset = Consultant.objects.active().exclude(pk=owner_id)


class RevealForm(forms.Form):
    """What the full number is shown for, and which further one it is; without a key the preferred number."""

    purpose = forms.ChoiceField(choices=[("dial", _("to dial")), ("read", _("to read"))])
    phone_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
