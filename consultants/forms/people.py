"""What consultants and managers write on people, leave and swaps."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant, SpecialityKind, Weekday
from consultants.rules import hours, week
from consultants.rules.hours import Hours, HoursOverlap, HoursUnreadable
from consultants.services import people, vocabulary
from kit import clock
from kit.dates import INSTANT_VALIDATORS, DayField

LONGEST_WORD = 60


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        """The format browsers send and expect."""
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        """The format browsers send and expect."""
        super().__init__(format="%Y-%m-%dT%H:%M")


class SwapForm(forms.Form):
    """Which day is given, to whom, and which day of the colleague is taken."""

    gives_on = DayField(label=_("I give the duty of"), widget=DateInput)
    colleague = forms.ModelChoiceField(Consultant.objects.none(), label=_("to"))
    takes_on = DayField(
        label=_("and take theirs of"),
        widget=DateInput,
        required=False,
        help_text=_("Leave it empty if your colleague only takes over."),
    )

    def __init__(self, *args: Any, consultant: Consultant, **kwargs: Any) -> None:
        """Offer the other consultants."""
        super().__init__(*args, **kwargs)
        _choice(self, "colleague").queryset = Consultant.objects.active().exclude(pk=consultant.pk)


class LeaveForm(forms.Form):
    """From which day to which, both included, or some hours of one day."""

    starts_on = DayField(label=_("the first day off"), widget=DateInput)
    ends_on = DayField(label=_("the last day off"), widget=DateInput)
    cover = forms.ModelChoiceField(Consultant.objects.none(), label=_("who covers"))
    reason = forms.CharField(label=_("reason"), max_length=80, required=False)

    def __init__(self, *args: Any, consultant: Consultant, **kwargs: Any) -> None:
        """Offer the other consultants."""
        super().__init__(*args, **kwargs)
        _choice(self, "cover").queryset = Consultant.objects.active().exclude(pk=consultant.pk)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first instant of the first day up to the end of the last one."""
        first, last = self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]
        return clock.start_of(first), clock.end_of(last)


class CoverForm(forms.Form):
    """Another cover for leave that is granted already."""

    cover = forms.ModelChoiceField(Consultant.objects.none(), label=_("who covers"))

    def __init__(self, *args: Any, consultant: Consultant, **kwargs: Any) -> None:
        """Offer the other consultants."""
        super().__init__(*args, **kwargs)
        _choice(self, "cover").queryset = Consultant.objects.active().exclude(pk=consultant.pk)


class PauseForm(forms.Form):
    """Until when, and why."""

    until = forms.DateTimeField(label=_("until"), widget=MomentInput, validators=INSTANT_VALIDATORS)
    reason = forms.CharField(label=_("reason"), max_length=80)


class WeekForm(forms.Form):
    """The hours of every weekday; `seen` is the pattern the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """One field a weekday, Monday first."""
        super().__init__(*args, **kwargs)
        for weekday in Weekday:
            self.fields[f"day_{weekday.value}"] = forms.CharField(
                label=weekday.label,
                required=False,
                max_length=60,
                widget=forms.TextInput(attrs={"placeholder": _("off"), "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Each day's hours are read where they were typed."""
        for weekday in Weekday.values:
            try:
                self.cleaned_data[f"day_{weekday}"] = hours.read(self.cleaned_data.get(f"day_{weekday}", ""))
            except (HoursUnreadable, HoursOverlap) as refusal:
                self.add_error(f"day_{weekday}", ValidationError(str(refusal), code=refusal.code))
        return self.cleaned_data

    @property
    def wanted(self) -> dict[int, Hours]:
        """The hours of each weekday, Monday = 0."""
        return {weekday: self.cleaned_data[f"day_{weekday}"] for weekday in Weekday.values}

    @classmethod
    def of(cls, pattern: Mapping[int, Hours]) -> dict[str, Any]:
        """The present values, as the form shows them."""
        return {"seen": week.as_text(pattern)} | {f"day_{day}": hours.as_text(parts) for day, parts in pattern.items()}


class EquipForm(forms.Form):
    """Limits and specialities: ticked where it can be listed, places beyond the provinces typed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    open_leads_at_most = forms.IntegerField(label=_("open leads at most"), min_value=1, max_value=9999, required=False)
    new_leads_a_day_at_most = forms.IntegerField(
        label=_("new leads a day at most"), min_value=1, max_value=999, required=False
    )
    programme = forms.MultipleChoiceField(label=_("programmes"), required=False, widget=forms.CheckboxSelectMultiple)
    kind = forms.MultipleChoiceField(
        label=_("kinds of organisation"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.MultipleChoiceField(label=_("regions"), required=False, widget=forms.CheckboxSelectMultiple)
    place = forms.CharField(
        label=_("other places"), required=False, max_length=400, help_text=_("Cities, such as 南昌 吉安.")
    )

    def __init__(self, *args: Any, consultant: Consultant, **kwargs: Any) -> None:
        """Offer what can be chosen, and what is set already."""
        super().__init__(*args, **kwargs)
        # A place that is on no list stands among those typed.
        held = _specialities(consultant) | {SpecialityKind.REGION.value: []}
        for kind in SpecialityKind.values:
            _choice(self, kind).choices = vocabulary.choices(kind, *held[kind])

    @property
    def specialities(self) -> list[str]:
        """The slugs, such as `region:江西`."""
        ticked = [f"{kind}:{value}" for kind in SpecialityKind.values for value in self.cleaned_data[kind]]
        return ticked + [f"{SpecialityKind.REGION.value}:{word}" for word in words(self.cleaned_data["place"])]

    @classmethod
    def of(cls, consultant: Consultant) -> dict[str, Any]:
        """The present values, as the form shows them."""
        specialities = _specialities(consultant)
        listed = {value for value, _label in vocabulary.choices(SpecialityKind.REGION)}
        regions = specialities[SpecialityKind.REGION.value]
        return {
            "seen": people.equipment(consultant),
            "open_leads_at_most": consultant.open_leads_at_most,
            "new_leads_a_day_at_most": consultant.new_leads_a_day_at_most,
            "place": " ".join(value for value in regions if value not in listed),
            **specialities,
            SpecialityKind.REGION.value: [value for value in regions if value in listed],
        }

    def clean_place(self) -> str:
        """A word may not carry the colon that parts kind and value."""
        place: str = self.cleaned_data["place"]
        if ":" in place or any(len(word) > LONGEST_WORD for word in words(place)):
            raise ValidationError(_("A speciality is one word without blanks, commas or colons."), code="not_a_word")
        return place


def _specialities(consultant: Consultant) -> dict[str, list[str]]:
    by_kind: dict[str, list[str]] = {kind: [] for kind in SpecialityKind.values}
    for topic in consultant.topics.all():
        by_kind[topic.kind].append(topic.value)
    return by_kind


def words(text: str) -> list[str]:
    """The words of a text, once each, in order."""
    for mark in ",，、;；":
        text = text.replace(mark, " ")
    return list(dict.fromkeys(text.split()))


def morning_after(at: datetime) -> datetime:
    """Tomorrow at eight, the usual end of a pause."""
    return clock.instant(clock.local(at).date() + timedelta(days=1), time(8))


def _choice(form: forms.Form, name: str) -> Any:
    return form.fields[name]
