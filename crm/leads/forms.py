"""The button that takes an act back."""

from django import forms


class UndoForm(forms.Form):
    """Which lead of an action (nothing means all of them), and to which page its button belongs."""

    only = forms.IntegerField(min_value=1, required=False)
    next = forms.CharField(required=False)
