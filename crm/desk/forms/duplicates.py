"""Saying that two leads are of two visitors."""

from django import forms


class KeepApartForm(forms.Form):
    """`on_lead` leads back to the page of the lead, else to the list of duplicates."""

    on_lead = forms.BooleanField(required=False)
