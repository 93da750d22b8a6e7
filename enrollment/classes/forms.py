"""Which days the calendar of the desk asks for."""

from django import forms

from kit.dates import DayField


class DaysForm(forms.Form):
    """The first and the last day."""

    since = DayField()
    until = DayField()
