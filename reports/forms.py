"""Which period, from the address line."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kit.dates import DayField
from reports.period import LONGEST_DAYS, Period, last_days, month_of, week_of


class Span(TextChoices):
    """The usual periods; `custom` reads the two dates."""

    WEEK = "week", _("This week")
    MONTH = "month", _("This month")
    QUARTER = "quarter", _("90 days")
    HALF = "half", _("Half a year")
    CUSTOM = "custom", _("Dates")


class PeriodForm(forms.Form):
    """A usual period, or two dates, which need no `span`.

    Anything unreadable falls back to 90 days with the error shown.
    """

    span = forms.ChoiceField(choices=Span, required=False)
    since = DayField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = DayField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Two dates in order, and not too far apart."""
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if not said.get("span") and (self.data.get("since") or self.data.get("until")):
            said["span"] = Span.CUSTOM
        if said.get("span") == Span.CUSTOM and not self.errors:
            if not since or not until:
                raise ValidationError(_("Choose both dates."), code="dates_missing")
            if until < since:
                raise ValidationError(_("The last day lies before the first."), code="dates_swapped")
            if (until - since).days >= LONGEST_DAYS:
                raise ValidationError(_("Choose at most three years."), code="too_long")
        return said

    def period(self, today: date) -> Period:
        """The period chosen."""
        if not self.is_valid():
            return last_days(90, today)
        match self.cleaned_data["span"]:
            case Span.WEEK:
                return week_of(today)
            case Span.MONTH:
                return month_of(today)
            case Span.HALF:
                return last_days(182, today)
            case Span.CUSTOM:
                return Period(self.cleaned_data["since"], self.cleaned_data["until"])
            case _:
                return last_days(90, today)
