"""Splitting two leads that were merged."""

from django import forms


class SplitForm(forms.Form):
    """The lead to split off."""

    other_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
