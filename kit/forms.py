"""Forms: our field template, and the bridge from a service's refusal to a form error."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kit import phones
from kit.errors import Refusal


class FieldRenderer(TemplatesSetting):
    """Label, control, help, error, in that order (Django's own template puts help before the input)."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


Form = TypeVar("Form", bound=forms.BaseForm)
# Which form and field (empty for the whole form), with which ids, in which language.
Place = tuple[type[forms.BaseForm], str, bool | str, str | None, str | None]
_drawings: dict[Place, tuple[Hashable, SafeString]] = {}


class BlankField(forms.BoundField):
    """A field of a `BlankOnce` form: while nobody has filled it in, its group is drawn once a language and kept."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Label, control, help and error; from memory where they cannot differ."""
        form = cast("BlankOnce", self.form)
        if form.is_bound or self.name in form.initial or args or kwargs:
            return super().render(*args, **kwargs)
        return form.drawn(self.name, super().render)


class BlankOnce(forms.Form):
    """A form whose empty fields look the same to everybody; drawing one costs as much as a query."""

    bound_field_class = BlankField

    def look(self) -> Hashable:
        """What the look of an empty field depends on besides the language, such as the choices it offers."""
        return ()

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """All fields; from memory while nobody has filled in any."""
        if self.is_bound or self.initial or args or kwargs:
            return super().render(*args, **kwargs)
        return self.drawn("", super().render)

    __str__ = __html__ = render

    def drawn(self, field: str, draw: Callable[[], SafeString]) -> SafeString:
        """A part that cannot differ, as it was drawn the first time."""
        look = self.look()
        place: Place = (type(self), field, self.auto_id, self.prefix, get_language())
        kept = _drawings.get(place)
        if kept is None or kept[0] != look:
            kept = _drawings[place] = (look, draw())
        return kept[1]


class Shared(dict[str, forms.Field]):
    """The fields of a class of forms, which its forms share."""

    def __deepcopy__(self, memo: object) -> Self:
        """Nobody changes them, so nobody needs her own."""
        return self


def shared_fields(form: type[Form]) -> type[Form]:
    """A form class whose forms use its fields as they are: Django copies every field for each form.

    For forms that change no field; what differs from one to the next, such as choices, is a callable.
    """
    form.base_fields = Shared(form.base_fields)  # type: ignore[attr-defined]  # the stubs lack it
    return form


@contextmanager
def refusals(form: forms.BaseForm) -> Iterator[None]:
    """Turn a service's no into an error of the form, at the field it names when the form has that field."""
    try:
        yield
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, ValidationError(str(refusal), code=refusal.code))


class PhoneField(forms.CharField):
    """A Chinese telephone number in any spelling; cleans to `kit.phones.Phone` (E.164 plus the raw text)."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {"required": _("Please leave a phone number so that we can call you back.")}

    def __init__(self, **kwargs: Any) -> None:
        """Allow for extensions and generous spelling."""
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Parse the text; an unreadable number becomes a validation error that says what to do."""
        text = super().to_python(value)
        if not text:
            return text
        try:
            return phones.parse(text)
        except phones.UnreadablePhone as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal

    def run_validators(self, value: Any) -> None:
        """Length is judged on what was typed."""
        super().run_validators(value.raw if isinstance(value, phones.Phone) else value)
