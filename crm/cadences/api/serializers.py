"""The follow-up plan as JSON: its versions, a new one, and how one performs."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.cadences.forms.plan import FAULTS
from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.models.plan import values_of
from crm.cadences.queries.board import Board, Measure
from crm.cadences.rules.effect import Effect, Group
from crm.cadences.rules.step_count import StepCount
from crm.cadences.rules.steps import LARGEST_CONTROL, LONGEST_DELAY, MOST_STEPS, NINE, Act, Step, StepState, Unit, When
from crm.cadences.rules.trial import StepResult
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN


@extend_schema_field({"type": "string", "pattern": r"^([01]?[0-9]|2[0-3]):[0-5]?[0-9]$"})
class HourField(serializers.TimeField):
    """A time of day such as `09:00`."""

    def __init__(self, **kwargs: Any) -> None:
        """Without seconds, both ways."""
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class PlanStepSerializer(serializers.Serializer[Any]):
    """One step; its delay is counted from the step before, the first one's from the inquiry."""

    act = serializers.ChoiceField(choices=Act.choices)
    delay = serializers.IntegerField(min_value=0, max_value=LONGEST_DELAY)
    unit = serializers.ChoiceField(choices=Unit.choices, default=Unit.DAYS.value)
    at = HourField(default=NINE, help_text="The hour of a delay in days, Asia/Shanghai.")
    when = serializers.ChoiceField(choices=When.choices, default=When.UNREACHED.value)
    stages = serializers.ListField(
        child=serializers.ChoiceField(choices=[(stage.value, stage.label) for stage in OPEN]), default=list
    )
    sources = serializers.ListField(child=serializers.ChoiceField(choices=Source.choices), default=list)
    people_from = serializers.IntegerField(min_value=1, max_value=LARGEST_GROUP, default=None, allow_null=True)
    people_to = serializers.IntegerField(min_value=1, max_value=LARGEST_GROUP, default=None, allow_null=True)
    template = serializers.CharField(max_length=40, default="", allow_blank=True)
    note = serializers.CharField(max_length=80, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A step is complete and does not contradict itself."""
        if fault := Step.of(attrs).fault:
            raise serializers.ValidationError({fault: str(FAULTS[fault])}, code="incomplete")
        return attrs


class CadenceSerializer(serializers.ModelSerializer[Cadence]):
    """One version."""

    steps = PlanStepSerializer(many=True, read_only=True)
    made_by = serializers.CharField(source="made_by.username", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Cadence
        fields = ("version", "is_active", "control_percent", "steps", "made_at", "made_by", "restores")
        read_only_fields = fields

    def to_representation(self, instance: Cadence) -> dict[str, Any]:
        """The row keeps the steps as plain values; every field of a step is written out."""
        return super().to_representation(instance) | {"steps": [values_of(step) for step in instance.plan]}


class NewCadenceSerializer(serializers.Serializer[Any]):
    """A new version; `version` is the one it was made from."""

    version = serializers.IntegerField(min_value=0)
    control_percent = serializers.IntegerField(min_value=0, max_value=LARGEST_CONTROL)
    steps = serializers.ListField(child=PlanStepSerializer(), max_length=MOST_STEPS)


class SeenSerializer(serializers.Serializer[Any]):
    """The version that the manager has open."""

    version = serializers.IntegerField(min_value=0)


class GroupSerializer(serializers.Serializer[Group]):
    """A number of leads, and how many of them came as far as the measure asks."""

    leads = serializers.IntegerField()
    hits = serializers.IntegerField()


class EffectSerializer(serializers.Serializer[Effect]):
    """The difference in points with its 95 % interval; `too_few` and `unclear` conclude nothing."""

    verdict = serializers.ChoiceField(choices=["too_few", "unclear", "better", "worse"])
    points = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class MeasureSerializer(serializers.Serializer[Measure]):
    """How many leads of each group came as far as `name` says."""

    name = serializers.CharField()
    treated = GroupSerializer()
    control = GroupSerializer()
    effect = EffectSerializer()


class StepCountSerializer(serializers.Serializer[StepCount]):
    """One step with its counts; `skipped` and `cancelled` by reason."""

    number = serializers.IntegerField()
    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    answered = serializers.IntegerField()
    skipped = serializers.DictField(child=serializers.IntegerField())
    cancelled = serializers.DictField(child=serializers.IntegerField())


class ComingSerializer(serializers.ModelSerializer[PlanStep]):
    """A step that falls due."""

    lead = serializers.IntegerField(source="run.lead_id", read_only=True)
    name = serializers.CharField(source="run.lead.name", read_only=True)
    phone = serializers.CharField(source="run.lead.masked_phone", read_only=True)
    version = serializers.IntegerField(source="run.cadence.version", read_only=True)
    step = serializers.IntegerField(source="number", read_only=True)
    kind = serializers.ChoiceField(source="act", choices=Act.choices, read_only=True)
    is_control = serializers.BooleanField(source="run.is_control", read_only=True)

    class Meta:
        model = PlanStep
        fields = ("lead", "name", "phone", "version", "step", "kind", "due_at", "is_control")
        read_only_fields = fields


class BoardSerializer(serializers.Serializer[Board]):
    """How one version performs, and what falls due in the next 24 hours."""

    version = serializers.IntegerField(source="cadence.version")
    control_percent = serializers.IntegerField(source="cadence.control_percent")
    running = serializers.IntegerField()
    steps = StepCountSerializer(many=True)
    measures = MeasureSerializer(many=True)
    coming = ComingSerializer(many=True)


class StepResultSerializer(serializers.Serializer[StepResult]):
    """What becomes of one step of one lead; `moved` says why it is not due at `wanted_at`."""

    step = serializers.IntegerField(source="number")
    due_at = serializers.DateTimeField(source="due.at")
    wanted_at = serializers.DateTimeField(source="due.wanted_at")
    moved = serializers.CharField(source="due.moved")
    state = serializers.ChoiceField(choices=StepState.choices)
    why = serializers.CharField(allow_null=True)


class LeadTrialSerializer(serializers.Serializer[Any]):
    """One lead under a plan that is tried."""

    lead = serializers.IntegerField(source="lead.pk")
    name = serializers.CharField(source="lead.name")
    phone = serializers.CharField(source="lead.masked_phone")
    is_control = serializers.BooleanField()
    steps = StepResultSerializer(many=True)


class LeadPlanSerializer(serializers.Serializer[CadenceRun]):
    """The plan of one lead, and whether and why it ended."""

    version = serializers.IntegerField(source="cadence.version")
    is_control = serializers.BooleanField()
    begun_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()
