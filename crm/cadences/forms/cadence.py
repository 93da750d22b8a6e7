"""The follow-up plan as a manager fills it in: one part of the form for each step, in order."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.cadences.models import Cadence
from crm.cadences.models.cadence import SETS, step_of
from crm.cadences.presenters import cadence
from crm.cadences.queries.cadence import Wording
from crm.cadences.rules.steps import LARGEST_CONTROL, LONGEST_DELAY, MOST_STEPS, NINE, Act, Step, Unit, When
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN
from kit.forms import choices_of

FAULTS = {
    "wording": _("Choose the wording of the text."),
    "note": _("Say what the consultant is to do."),
    "people_to": _("The larger number of people comes second."),
}


class StepForm(forms.Form):
    """One step; what is left empty asks nothing."""

    act = forms.ChoiceField(label=_("What happens"), choices=Act, initial=Act.TEXT)
    delay = forms.IntegerField(label=_("After"), min_value=0, max_value=LONGEST_DELAY)
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit, initial=Unit.DAYS)
    at = forms.TimeField(
        label=_("At"),
        initial=NINE,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("For days of duty. Texts go out from 08:30 to 20:30, never on a holiday."),
    )
    wording = forms.ChoiceField(label=_("Wording of the text"), required=False, help_text=_("A text needs one."))
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

    def __init__(self, *args: Any, wordings: list[tuple[str, str]], **kw: Any) -> None:
        """Offer wordings that were read once for all steps."""
        super().__init__(*args, **kw)
        self.titles = dict(wordings)
        choices_of(self, "wording").choices = wordings

    @property
    def heading(self) -> str:
        """When the kept step comes, and what it does."""
        held = Step(**{name: value for name, value in self.initial.items() if name in Step.__dataclass_fields__})
        delay = cadence.delay_of(held, is_first=self.prefix == "steps-0")
        return f"{delay} · {cadence.title_of(held, self.titles)}"

    def clean(self) -> dict[str, Any]:
        """A step says what it does, and does not contradict itself."""
        said = super().clean() or self.cleaned_data
        if not self.errors and said.get("delay") is not None and (fault := self.step.fault):
            self.add_error(fault, FAULTS[fault])
        return said

    @property
    def step(self) -> Step:
        """The step as the rules read it."""
        said = {name: value for name, value in self.cleaned_data.items() if name in Step.__dataclass_fields__}
        return Step(**said | {name: frozenset(said[name]) for name in SETS})


class PlanForm(forms.Form):
    """What holds beside the steps; `version` is the one the manager has before her."""

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
        """Every step that is filled in and not struck out, in order."""
        return [form.step for form in self.ordered_forms]


StepsFormSet = forms.formset_factory(
    StepForm, formset=Steps, can_order=True, can_delete=True, extra=1, max_num=MOST_STEPS, validate_max=True
)


def forms_for(data: Any, now: Cadence | None, wordings: list[Wording]) -> tuple[PlanForm, Steps]:
    """Both parts of the screen, filled with what was sent or with the version that holds."""
    held = {"version": now.version, "control_percent": now.control_percent} if now else {"version": 0}
    steps = StepsFormSet(
        data,
        initial=[initial_of(step_of(one)) for one in now.steps] if now else [],
        prefix="steps",
        form_kwargs={"wordings": [("", _("choose")), *((one.key, one.title) for one in wordings)]},
    )
    return PlanForm(data, initial=held, prefix="plan"), cast("Steps", steps)


def initial_of(step: Step) -> dict[str, Any]:
    """A kept step as the form shows it."""
    told = {name: getattr(step, name) for name in Step.__dataclass_fields__}
    return told | {name: sorted(told[name]) for name in SETS}
