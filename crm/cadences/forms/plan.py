"""The follow-up plan as a manager fills it in: one form for each step, in order, and one for the rest."""

from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.cadences.models import Cadence
from crm.cadences.presenters.step import delay_of, title_of
from crm.cadences.rules.steps import LARGEST_CONTROL, LONGEST_DELAY, MOST_STEPS, NINE, SETS, Act, Step, Unit, When
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN
from kit.forms import choices_of

FAULTS = {
    "template": _("Choose the template of the text."),
    "note": _("Say what the consultant is to do."),
    "people_to": _("The larger number of people comes second."),
}


class StepForm(forms.Form):
    """One step; a condition that is left empty is none."""

    act = forms.ChoiceField(label=_("What happens"), choices=Act, initial=Act.TEXT)
    delay = forms.IntegerField(label=_("After"), min_value=0, max_value=LONGEST_DELAY)
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit, initial=Unit.DAYS)
    at = forms.TimeField(
        label=_("At"),
        initial=NINE,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("For days of duty. Texts go out from 08:30 to 20:30, never on a holiday."),
    )
    template = forms.ChoiceField(label=_("Wording of the text"), required=False, help_text=_("A text needs one."))
    note = forms.CharField(
        label=_("What the consultant is to do"), max_length=80, required=False, help_text=_("A task needs it.")
    )
    when = forms.ChoiceField(label=_("Only while"), choices=When, initial=When.UNREACHED)
    stages = forms.MultipleChoiceField(
        label=_("Stages"),
        choices=[(stage.value, stage.label) for stage in OPEN],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sources = forms.MultipleChoiceField(
        label=_("Sources"), choices=Source.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    people_from = forms.IntegerField(label=_("People from"), min_value=1, max_value=LARGEST_GROUP, required=False)
    people_to = forms.IntegerField(label=_("People to"), min_value=1, max_value=LARGEST_GROUP, required=False)

    def __init__(self, *args: Any, titles: dict[str, str], **kwargs: Any) -> None:
        """Offer templates; `titles` are their titles by key, read once for all steps."""
        super().__init__(*args, **kwargs)
        self.titles = titles
        choices_of(self, "template").choices = [("", _("choose")), *titles.items()]

    @property
    def heading(self) -> str:
        """When the saved step comes, and what it does."""
        step = Step.of(self.initial)
        return f"{delay_of(step, is_first=self.prefix == 'steps-0')} · {title_of(step, self.titles)}"

    def clean(self) -> dict[str, Any]:
        """A step is complete and does not contradict itself."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned.get("delay") is not None and (fault := self.step.fault):
            self.add_error(fault, FAULTS[fault])
        return cleaned

    @property
    def step(self) -> Step:
        """The step as the rules read it."""
        return Step.of(self.cleaned_data)


class PlanForm(forms.Form):
    """What a version says beside its steps; `version` is the one that the manager has open."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    control_percent = forms.IntegerField(
        label=_("Control group, per cent"),
        min_value=0,
        max_value=LARGEST_CONTROL,
        help_text=_("So many of a hundred leads get nothing, so that the effect can be measured. 0 measures nothing."),
    )


class Steps(forms.BaseFormSet[StepForm]):
    """The steps in their order."""

    @property
    def plan(self) -> list[Step]:
        """Every step that is filled in and not deleted, in order."""
        return [form.step for form in self.ordered_forms]


StepsFormSet = forms.formset_factory(
    StepForm, formset=Steps, can_order=True, can_delete=True, extra=1, max_num=MOST_STEPS, validate_max=True
)


def forms_for(data: Any, now: Cadence | None, titles: dict[str, str]) -> tuple[PlanForm, Steps]:
    """Both parts of the page, filled with what was sent or with the active version."""
    initial = {"version": now.version, "control_percent": now.control_percent} if now else {"version": 0}
    steps = StepsFormSet(
        data,
        initial=[_initial(step) for step in now.plan] if now else [],
        prefix="steps",
        form_kwargs={"titles": titles},
    )
    return PlanForm(data, initial=initial, prefix="plan"), cast("Steps", steps)


def _initial(step: Step) -> dict[str, Any]:
    """A saved step as the form shows it."""
    return asdict(step) | {name: sorted(getattr(step, name)) for name in SETS}
