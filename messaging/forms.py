"""The forms of this app's pages."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kit import phones
from kit.forms import E164Field
from messaging.models import Channel, Language, Preference, Recipient, Subject, Template, TemplatePurpose
from messaging.models.template import KEY

WORD = re.compile(r"^[a-z][a-z0-9_]*$")


class DecisionForm(forms.Form):
    """A user's decision about a message that the provider does not list."""

    RESEND, CLOSE = "resend", "close"

    decision = forms.ChoiceField(choices=[(RESEND, _("Send again")), (CLOSE, _("Do not send again"))])


class RefusalForm(forms.Form):
    """A visitor told a colleague to send no more messages."""

    number = E164Field(label=_("Number"))
    note = forms.CharField(label=_("What was said"), max_length=200, required=False)


class ConsentForm(forms.Form):
    """Somebody agreed to messages, or took it back; to which words, is written down."""

    number = E164Field(label=_("Number"))
    subject = forms.ChoiceField(label=_("For"), choices=Subject, initial=Subject.PROMOTIONAL)
    wording = forms.CharField(
        label=_("To which words"),
        max_length=40,
        help_text=_("The question that was asked, or the version of the printed form."),
    )
    is_given = forms.TypedChoiceField(
        label=_("Consent"), choices=[("yes", _("given")), ("no", _("withdrawn"))], coerce=lambda word: word == "yes"
    )


class TemplateForm(forms.Form):
    """The next version of a template."""

    text = forms.CharField(
        label=_("Text"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Words that are filled in are written as {name}. The signature is put in front."),
    )
    signature = forms.CharField(label=_("Signature"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the default signature where none is given."""
        super().__init__(*args, **kwargs)
        self.fields["signature"].widget.attrs["placeholder"] = settings.SMS_SIGNATURE


class NewTemplateForm(TemplateForm):
    """A template that does not exist yet."""

    field_order = ("key", "title", "purpose", "for_consultants", "language", "variables", "text", "signature")

    key = forms.CharField(label=_("Key"), max_length=40, validators=[RegexValidator(KEY)], help_text="spring_reminder")
    title = forms.CharField(label=_("Title"), max_length=60)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=TemplatePurpose)
    for_consultants = forms.BooleanField(label=_("Consultants send it from a lead"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    variables = forms.CharField(
        label=_("Variables"), max_length=200, required=False, initial="name, consultant", help_text="name, consultant"
    )

    def clean_key(self) -> str:
        """A key that is not in use."""
        key: str = self.cleaned_data["key"]
        if Template.objects.filter(key=key).exists():
            raise forms.ValidationError(_("There is a template with this key already."))
        return key

    def clean_variables(self) -> list[str]:
        """Names, split at commas or blanks."""
        names = [name for name in re.split(r"[\s,，、]+", self.cleaned_data["variables"]) if name]
        if not all(WORD.match(name) for name in names):
            raise forms.ValidationError(_("A variable is written in small Latin letters, digits and underscores."))
        return names


class VerdictForm(forms.Form):
    """What becomes of a version."""

    to = forms.ChoiceField(choices=[(word, word) for word in ("submitted", "approved", "rejected", "withdrawn")])
    note = forms.CharField(max_length=200, required=False)


class ProviderIdForm(forms.Form):
    """Under which id a carrier knows a version."""

    gateway = forms.CharField(max_length=20)
    code = forms.CharField(label=_("Carrier's id"), max_length=40, required=False)


class CheckForm(forms.Form):
    """The number of a dry run; none stands for a number that is not in use."""

    number = E164Field(label=_("Dry run to"), required=False)


class PaceForm(forms.Form):
    """How many messages a second may leave through a gateway."""

    per_second = forms.IntegerField(label=_("Messages a second"), min_value=1, max_value=1000, required=False)


class RecipientForm(forms.ModelForm[Recipient]):
    """A recipient's addresses, and the channel for each kind of notice."""

    class Meta:
        model = Recipient
        fields = ("key", "label", "email", "wecom_key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """One group of boxes for each template; the number in national spelling."""
        super().__init__(*args, **kwargs)
        self.fields["key"].label = _("Hotline number, or key")
        chosen: dict[str, list[str]] = {}
        if self.instance.pk:
            for line in Preference.objects.filter(recipient=self.instance):
                chosen.setdefault(line.kind, []).append(line.channel)
        for template in Template.objects.notices():
            self.fields[f"ways_{template.key}"] = forms.MultipleChoiceField(
                label=template.title,
                choices=Channel.choices,
                required=False,
                initial=chosen.get(template.key, [Channel.SMS]),
                widget=forms.CheckboxSelectMultiple,
            )

    def clean_key(self) -> str:
        """A telephone number in E.164; anything else is a key as it stands."""
        key: str = self.cleaned_data["key"]
        try:
            return phones.parse(key).e164
        except phones.UnreadablePhone:
            return key

    @property
    def ways(self) -> dict[str, list[str]]:
        """The chosen ways by template."""
        return {
            name.removeprefix("ways_"): value for name, value in self.cleaned_data.items() if name.startswith("ways_")
        }
