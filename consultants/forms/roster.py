"""What managers write on the roster."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from consultants.rules import hours
from consultants.rules.hours import HoursOverlap, HoursUnreadable
from consultants.rules.month import Cell, Month
from kit import clock, dates
from kit.dates import DayField

SEPARATOR = "|"


class CellsField(forms.Field):
    """Cells such as `2026-12-05.3=08:00-18:00`, one a checkbox or many in one text; cleans to a mapping."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> dict[Cell, str]:
        """Read each cell; what is none says so."""
        cells = [one for text in value or () for one in str(text).split(SEPARATOR) if one]
        try:
            return dict(_cell(one) for one in cells)
        except (ValueError, HoursUnreadable, HoursOverlap) as error:
            raise ValidationError(_("The form is damaged. Reload the page."), code="damaged") from error


class MonthForm(forms.Form):
    """The whole month as one form: what was seen, what is chosen, and what to do with it."""

    month = DayField(widget=forms.DateInput)
    act = forms.RegexField(r"^(month|pattern|week:[0-9-]{10})$", required=False)
    seen = CellsField(required=False)
    on = CellsField(required=False)

    def clean_act(self) -> str:
        """A week is named by its Monday."""
        act = str(self.cleaned_data["act"])
        if act.startswith("week:"):
            try:
                dates.day(act.removeprefix("week:"))
            except ValueError as error:
                raise ValidationError(_("The form is damaged. Reload the page."), code="damaged") from error
        return act

    def clean_month(self) -> Month:
        """The month the day lies in."""
        return Month.of(self.cleaned_data["month"])


class HoursForm(forms.Form):
    """The hours of one consultant on one day."""

    consultant = forms.ModelChoiceField(Consultant.objects.active(), widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=60)
    hours = forms.CharField(
        label=_("hours"),
        required=False,
        max_length=60,
        help_text=_("Such as 08:00-12:00 14:00-18:00; extra duty at the end, empty for a day off."),
    )


def month_of(text: str) -> Month:
    """The month a text such as 2026-12 names, else the present one."""
    try:
        return Month.of(dates.day(f"{text}-01"))
    except ValueError:
        return Month.of(clock.today())


def _cell(text: str) -> tuple[Cell, str]:
    place, _equals, hours_text = text.partition("=")
    on, _dot, pk = place.partition(".")
    return (dates.day(on), int(pk)), hours.as_text(hours.read(hours_text))
