"""The undo button."""

from django import forms


class UndoForm(forms.Form):
    """`only` is the key of one lead, else all leads of the action; `next` is the page of the button."""

    only = forms.IntegerField(min_value=1, required=False)
    next = forms.CharField(required=False)
