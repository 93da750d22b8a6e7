"""The undo button, a head count as people write it, and what is typed of a visitor."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from crm.leads.rules import budget, head_count, tags
from crm.leads.rules.details import LARGEST_BUDGET
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.tags import LONGEST_TAG, MOST_TAGS
from kit import phones
from kit.forms import LineField, UncutField
from kit.phones import Phone, UnreadablePhone


class UndoForm(forms.Form):
    """`only` is the key of one lead, else all leads of the action; `next` is the page of the button."""

    only = forms.IntegerField(min_value=1, required=False)
    next = forms.CharField(required=False)


class HeadCountField(LineField):
    """How many people, such as `45`, `30-50` or `约四十`; cleans to a number, or None where nothing is written.

    No number input: it loses what is no number before anybody reads it.
    """

    default_error_messages = {
        "required": _("Please give a rough number of people; you can change it later."),
        "invalid": _("Please write the number of people in digits, such as 45."),
    }
    validators_of_number = (
        MinValueValidator(1, _("At least one person has to come.")),
        MaxValueValidator(LARGEST_GROUP, _("For more than 5000 people please call the hotline.")),
    )

    def __init__(self, **kwargs: Any) -> None:
        """A short text, with the digits of a phone's keyboard in front."""
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> Any:
        """The number of people."""
        written = super().clean(value)
        people = head_count.read(written)
        if written and people is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        for validate in self.validators_of_number if people is not None else ():
            validate(people)
        return people


class BudgetField(LineField):
    """An amount in yuan, such as `90000`, `12,000` or `5万`; cleans to whole yuan, or None where nothing is written."""

    default_error_messages = {
        "invalid": _("Please write the amount in digits, such as 90000 or 9万."),
        "max_value": _("That is more than anybody pays; please check the amount."),
    }

    def __init__(self, **kwargs: Any) -> None:
        """A short text, with the digits of a phone's keyboard in front."""
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        """The amount."""
        written = super().clean(value)
        amount = budget.read(written)
        if written and amount is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if amount is not None and amount > LARGEST_BUDGET:
            raise ValidationError(self.error_messages["max_value"], code="max_value")
        return amount


class TagsField(LineField):
    """Tags in one line; cleans to a list."""

    default_error_messages = {
        "too_many": _("A lead has at most %(most)s tags.") % {"most": MOST_TAGS},
        "too_long": _("A tag has at most %(most)s letters.") % {"most": LONGEST_TAG},
    }

    def __init__(self, **kwargs: Any) -> None:
        """A line that holds all tags a lead may have."""
        super().__init__(max_length=MOST_TAGS * (LONGEST_TAG + 1), **kwargs)

    def clean(self, value: Any) -> Any:
        """The tags, each once."""
        read = tags.read(super().clean(value))
        if len(read) > MOST_TAGS:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        if any(len(tag) > LONGEST_TAG for tag in read):
            raise ValidationError(self.error_messages["too_long"], code="too_long")
        return read


def as_written(form: forms.Form, name: str = "head_count") -> str:
    """What was written into the HeadCountField of a valid form, where that is more than the number."""
    written: str = LineField(required=False).clean(form[name].data)
    return "" if written == str(form.cleaned_data[name] or "") else written


class TypedForm(forms.Form):
    """What is typed of a visitor, perhaps for a lead; a number that is not complete yet is none."""

    lead = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    phone = UncutField(max_length=phones.LONGEST_SPELLING, required=False)
    name = LineField(max_length=40, required=False)
    organisation = LineField(max_length=80, required=False)
    organisation_name = LineField(max_length=80, required=False)

    def clean_phone(self) -> Phone | None:
        """The number, as soon as it can be read."""
        try:
            return phones.parse(self.cleaned_data["phone"])
        except UnreadablePhone:
            return None
