"""What a user says about notices."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.notices.models import NoticeChoice
from crm.notices.rules.kinds import ALWAYS_ON, Topic

MAY_BE_OFF = [(topic.value, topic.label) for topic in Topic if topic != ALWAYS_ON]


class Row(NamedTuple):
    """A topic with its boxes."""

    topic: str
    label: Any
    is_shown: bool
    is_mailed: bool
    is_fixed: bool


class ChoiceForm(forms.Form):
    """Which topics stand in the inbox and in the letter."""

    shown = forms.MultipleChoiceField(
        label=_("In the inbox"), choices=MAY_BE_OFF, required=False, widget=forms.CheckboxSelectMultiple
    )
    mailed = forms.MultipleChoiceField(
        label=_("In the letter of a working morning"),
        choices=MAY_BE_OFF,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def ticked(cls, choice: NoticeChoice | None) -> dict[str, Any]:
        """The boxes as they are ticked now."""
        not_shown, not_mailed = (choice.not_shown, choice.not_mailed) if choice else ([], [])
        return {
            "shown": [topic for topic, _label in MAY_BE_OFF if topic not in not_shown],
            "mailed": [topic for topic, _label in MAY_BE_OFF if topic not in not_mailed],
        }

    @property
    def rows(self) -> list[Row]:
        """A line for each topic; that which stays on cannot be changed."""
        shown, mailed = self["shown"].value(), self["mailed"].value()
        return [
            Row(topic.value, topic.label, topic in shown or is_fixed, topic in mailed or is_fixed, is_fixed)
            for topic in Topic
            for is_fixed in [topic == ALWAYS_ON]
        ]


class MarkForm(forms.Form):
    """Whether a notice shall count as read."""

    is_read = forms.BooleanField(required=False)


class ReadAtForm(forms.Form):
    """The instant at which all were marked as read."""

    at = forms.DateTimeField()

    def clean_at(self) -> datetime:
        """The instant in UTC. Raises ValidationError for one that the calendar does not hold."""
        try:
            at: datetime = self.cleaned_data["at"]
            return at.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError(self.fields["at"].error_messages["invalid"], code="invalid") from None
