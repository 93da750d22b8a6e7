"""What is done with many leads at once: the act, and its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from crm.desk.forms.lead import AssignForm, NextStepForm
from crm.desk.services import bulk
from crm.desk.services.bulk import Result
from crm.leads.forms import TagsField
from crm.leads.rules.stages import Stage
from crm.leads.services import texts
from crm.leads.services.texts import TextContent
from kit.forms import LineField, choices_of
from messaging import queries as messaging
from messaging.rules import placeholders


class Act(TextChoices):
    """What may be done with many leads."""

    ASSIGN = "assign", _("Hand over")
    PLAN = "plan", _("Next step")
    ADVANCE = "advance", _("Stage")
    TAG = "tag", _("Tags")
    TEXT = "text", _("Text message")


class TagForm(forms.Form):
    """Tags to add, and tags to take off."""

    add = TagsField(label=_("Add tags"), required=False)
    remove = TagsField(label=_("Take tags off"), required=False)

    def clean(self) -> dict[str, Any] | None:
        """One of the two at least."""
        values = super().clean()
        if values and not self.errors and not (values["add"] or values["remove"]):
            raise forms.ValidationError(_("Write a tag to add or to take off."), code="required")
        return values


class StageForm(forms.Form):
    """A stage; the reason where the leads are lost. A lead is enrolled by registering its group for a class."""

    to = forms.ChoiceField(label=_("Stage"), choices=[(s.value, s.label) for s in Stage if s != Stage.ENROLLED])
    lost_reason = LineField(label=_("Why lost"), max_length=80, required=False)

    def clean_to(self) -> Stage:
        """The stage as the rules know it."""
        return Stage(self.cleaned_data["to"])


class TemplateForm(forms.Form):
    """A template that the leads themselves fill in."""

    content = forms.ChoiceField(label=_("Template"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the approved templates of which a lead may fill in everything."""
        super().__init__(*args, **kwargs)
        choices_of(self, "content").choices = [
            (one.template.key, one.template.title)
            for one in messaging.for_consultants()
            if {*placeholders.names(one.text)} <= texts.KNOWN
        ]

    def clean_content(self) -> TextContent:
        """What to say."""
        return TextContent(self.cleaned_data["content"])


@dataclass(frozen=True, slots=True)
class Way:
    """The form of an act, and the service that carries it out with the form's values."""

    form: type[forms.Form]
    carry_out: Callable[..., Result]


WAYS = {
    Act.ASSIGN: Way(AssignForm, bulk.assign),
    Act.PLAN: Way(NextStepForm, bulk.plan),
    Act.ADVANCE: Way(StageForm, bulk.advance),
    Act.TAG: Way(TagForm, bulk.tag),
    Act.TEXT: Way(TemplateForm, bulk.text),
}
