"""What a visitor fills in."""

import uuid
from dataclasses import astuple, dataclass
from datetime import timedelta

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultants.models import Consultant
from content.models import ArticlePage, ProgrammePage
from crm.leads.forms import HeadCountField
from kit import clock
from kit.forms import LineField, PhoneField, UncutField

SALT = "crm.inquiry-form"
GOOD_FOR = timedelta(days=3)
CONSENT_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Origin:
    """The signed part of a form: its page, the consultant shown, when it was made, the programme's slug."""

    key: str
    page_id: int | None
    page_title: str
    is_article: bool
    consultant_id: int | None
    made_at: float
    programme: str = ""

    def sign(self) -> str:
        """The text in the form; a visitor can read it but not change it."""
        return signing.dumps(list(astuple(self)), salt=SALT)

    @classmethod
    def of_page(cls, page: Page | None, consultant_id: int | None) -> "Origin":
        """A new one for a content page, or without a page."""
        return cls(
            key=uuid.uuid4().hex,
            page_id=page.pk if page else None,
            page_title=page.title[:120] if page else "",
            is_article=isinstance(page, ArticlePage),
            consultant_id=consultant_id,
            made_at=clock.now().timestamp(),
            programme=page.programme.slug if isinstance(page, ProgrammePage) else "",
        )

    @classmethod
    def read(cls, text: str) -> "Origin | None":
        """The signed part, or None when it is too old, broken or forged."""
        try:
            return cls(*signing.loads(text, salt=SALT, max_age=GOOD_FOR))
        except (signing.BadSignature, TypeError):
            return None


class InquiryForm(forms.Form):
    """The first step: three fields and a consent; the rest comes after the inquiry is stored.

    `nickname` is a trap that people do not see. `origin` is `Origin.sign()`; a form without a valid one is taken
    without its page.
    """

    name = LineField(
        label=_("What may we call you?"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name", "placeholder": _("Such as Director Wang")}),
        error_messages={"required": _("Please tell us what to call you.")},
    )
    phone = PhoneField(label=_("Phone number"))
    head_count = HeadCountField(
        label=_("How many people?"), widget=forms.TextInput(attrs={"placeholder": _("Roughly, such as 45")})
    )
    consent = forms.BooleanField(
        label=_("I agree that the centre uses these details to answer this inquiry."),
        error_messages={"required": _("We may only call you back with your consent; please tick the box.")},
    )
    nickname = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    origin = forms.CharField(required=False, widget=forms.HiddenInput)

    def submission_key(self, origin: Origin | None) -> uuid.UUID:
        """Equal for equal resends of one form; a corrected form is a new inquiry."""
        typed = "|".join(str(self.data.get(name, "")) for name in ("name", "phone", "head_count"))
        return uuid.uuid5(uuid.UUID(origin.key), typed) if origin else uuid.uuid4()


class DetailsForm(forms.Form):
    """The visitor's second step; nothing is required, because the inquiry is stored already."""

    theme = UncutField(label=_("Training theme"), max_length=60, required=False)
    month = UncutField(
        label=_("Wished month"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Such as early December")}),
    )
    organisation_name = UncutField(
        label=_("Organisation"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    remarks = UncutField(
        label=_("Anything else"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TapForm(forms.Form):
    """A tap on a hotline."""

    consultant = forms.ModelChoiceField(Consultant.objects.active())
    page = forms.ModelChoiceField(Page.objects.live(), required=False)
