"""Forms: our field template, and the bridge from a service's refusal to a form error."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kit import phones, text
from kit.errors import Refusal

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)


class FieldRenderer(TemplatesSetting):
    """Label, control, help, error, in that order (Django's own template puts help before the input)."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


@contextmanager
def refusals(form: forms.BaseForm) -> Iterator[None]:
    """Turn a service's refusal into an error of the form, at the field it names when the form has that field."""
    try:
        yield
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, ValidationError(str(refusal), code=refusal.code))


def shown_anew(form: AnyForm, refusal: Refusal, now: Mapping[str, Any], *, marker: str, **made_of: Any) -> AnyForm:
    """A form that came too late, as it was filled in; beside each field that differs from `now` stands the value now.

    `marker` names the hidden field that says what the writer has seen: a second save overwrites only what was read, and
    nothing that was typed is lost. `made_of` is what the form is made of besides what was sent.
    """
    data = cast("QueryDict", form.data).copy()
    data[marker] = str(now[marker])
    again = type(form)(data, auto_id=form.auto_id, **made_of)
    again.add_error(None, ValidationError(str(refusal), code=refusal.code))
    for name, field in again.fields.items():
        value = _as_text(field, now.get(name))
        if name != marker and value != _as_text(field, again[name].data):
            again.add_error(name, _("Now: %(held)s") % {"held": value or _("empty")})
    return again


def _as_text(field: forms.Field, value: Any) -> str:
    """A field's value as one text; equal ones give equal texts."""
    if isinstance(field, forms.MultipleChoiceField):
        chosen, choices = set(value or ()), cast("Iterable[tuple[str, str]]", field.choices)
        return "、".join(str(label) for one, label in choices if one in chosen)
    return str(value or "").strip()


def choices_of(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of a form that offers choices: they are read and set there."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    return field


class UncutField(forms.CharField):
    """A text that can be read, whose length the server judges: `maxlength` would silently cut a pasted text."""

    def to_python(self, value: Any) -> Any:
        """The text without characters that no reader sees."""
        return super().to_python(text.clean(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class LineField(UncutField):
    """A text of one line, such as a name."""

    def to_python(self, value: Any) -> Any:
        """The words with one blank between them."""
        return " ".join(super().to_python(value).split())


class PhoneField(UncutField):
    """A Chinese telephone number in any spelling; cleans to `kit.phones.Phone` (E.164 plus the raw text)."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {"required": _("Please leave a phone number so that we can call you back.")}

    def __init__(self, **kwargs: Any) -> None:
        """Allow for extensions and generous spelling."""
        super().__init__(max_length=phones.LONGEST_SPELLING, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Parse the text; an unreadable number becomes a validation error that says what to do."""
        typed = super().to_python(value)
        if not typed:
            return typed
        try:
            return phones.parse(typed)
        except phones.UnreadablePhone as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal

    def run_validators(self, value: Any) -> None:
        """Length is judged on what was typed."""
        super().run_validators(value.raw if isinstance(value, phones.Phone) else value)


class E164Field(PhoneField):
    """A telephone number of a colleague or a visitor; cleans to E.164, or to an empty string."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    default_error_messages = {"required": forms.Field.default_error_messages["required"]}

    def clean(self, value: Any) -> str:
        """The number in E.164."""
        phone = super().clean(value)
        return phone.e164 if phone else ""


# Django's own sentences; its Chinese for them mentions variables, ours (locale/) is written for users.
DJANGO_SAYS = (
    _("This field is required."),
    _("This field may not be blank."),
    _("Enter a valid value."),
    _("Null characters are not allowed."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a valid date/time."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
