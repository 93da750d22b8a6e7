"""The form of a text to a visitor."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.desk.presenters.texts import label_of
from crm.leads.services import texts
from crm.leads.services.texts import FIXED, TextContent
from kit.forms import UncutField
from messaging.errors import TemplateUnknown
from messaging.models import TemplateVersion
from messaging.rules import lint, placeholders
from messaging.rules.lint import LONGEST_TEXT

PREFIX = "word_"


class TextForm(forms.Form):
    """A text made of a template, with a field for each variable that is the writer's to fill, or in own words."""

    template = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, files: Any = None, *, version: TemplateVersion | None = None
    ) -> None:
        """Offer the fields of the version, which a form that was sent names itself; none is own words."""
        super().__init__(data, files)
        self.version = version if data is None else _version(data.get("template", ""))
        if self.version is None:
            self.fields["text"] = UncutField(
                label=_("Text"),
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 3, "data-live": ""}),
                error_messages={"required": _("Write a word or two first.")},
            )
            return
        self.fields["template"].initial = self.version.template.key
        for name in placeholders.names(self.version.text):
            if name not in FIXED:
                widget = forms.TextInput(attrs={"data-live": ""})
                self.fields[PREFIX + name] = UncutField(
                    label=label_of(name),
                    widget=widget,
                    validators=[may_be_filled_in],
                    error_messages={"required": _("Fill in what is still open in the text.")},
                )

    def clean_template(self) -> str:
        """A template that is there."""
        key: str = self.cleaned_data["template"]
        if key and self.version is None:
            raise forms.ValidationError(str(TemplateUnknown()), code=TemplateUnknown.code)
        return key

    def begin_with(self, known: Mapping[str, str]) -> None:
        """Fill in what the lead knows."""
        self.initial.update({PREFIX + name: lint.harmless(value) for name, value in known.items()})

    @property
    def content(self) -> TextContent:
        """What to say, as far as it can be read."""
        if self.version is None:
            return TextContent(text=self._written("text"))
        names = [name for name in self.fields if name.startswith(PREFIX)]
        return TextContent(
            self.version.template.key, {name.removeprefix(PREFIX): self._written(name) for name in names}
        )

    @property
    def objection(self) -> str:
        """The first error of what was written, in a sentence; empty where there is none."""
        for name, [error, *_others] in self.errors.as_data().items():
            words = {"field": self.fields[name].label, "error": error.messages[0]} if name in self.fields else {}
            is_of_a_word = name.startswith(PREFIX) and error.code != "required"
            return _("%(field)s: %(error)s") % words if is_of_a_word else error.messages[0]
        return ""

    def _written(self, name: str) -> str:
        read = self.cleaned_data.get(name) if self.is_bound else None
        return str(read or self[name].value() or "")


def may_be_filled_in(word: str) -> None:
    """Whether a value may stand in a text as it is; raises ValidationError, else a part of it would be left out."""
    if found := lint.objections(word):
        raise forms.ValidationError([str(lint.FINDING_WORDS[finding]) for finding in found], code="objectionable")


def _version(key: str) -> TemplateVersion | None:
    try:
        return texts.version_of(key)
    except TemplateUnknown:
        return None
