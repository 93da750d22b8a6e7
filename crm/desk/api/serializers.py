"""The page of a lead in JSON."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from crm.leads.api.serializers import ActivitySerializer, LeadSerializer
from crm.leads.models import Lead
from crm.leads.rules.details import DETAILS, LARGEST_BUDGET
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.outcomes import CONSEQUENCES, Outcome
from crm.leads.rules.tags import LONGEST_TAG, MOST_TAGS
from kit.api import TextField


class LeadDetailSerializer(LeadSerializer):
    """A lead with its timeline, newest activity first."""

    timeline = ActivitySerializer(many=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "timeline")
        read_only_fields = fields


class ChangesSerializer(serializers.ModelSerializer[Lead]):
    """Details to change, and under `was` what each of them said before; a detail left out of `was` was empty."""

    name = TextField(max_length=40, required=False)
    title = TextField(max_length=40, allow_blank=True, required=False)
    organisation = TextField(max_length=80, allow_blank=True, required=False)
    wechat = TextField(max_length=40, allow_blank=True, required=False)
    theme = TextField(max_length=60, allow_blank=True, required=False)
    month = TextField(max_length=20, allow_blank=True, required=False)
    remarks = TextField(max_length=1000, allow_blank=True, required=False)
    head_count = serializers.IntegerField(min_value=1, max_value=LARGEST_GROUP, allow_null=True, required=False)
    budget = serializers.IntegerField(min_value=0, max_value=LARGEST_BUDGET, allow_null=True, required=False)
    tags = serializers.ListField(child=TextField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False)
    was = serializers.DictField(
        child=serializers.CharField(allow_blank=True, allow_null=True, max_length=1000), required=False
    )

    class Meta:
        model = Lead
        fields = (*DETAILS, "was")
        extra_kwargs = {name: {"required": False} for name in DETAILS}


class CallSerializer(serializers.Serializer[Any]):
    """How a call went, and the next step where it is not the usual one after that outcome."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = TextField(max_length=1000, required=False, allow_blank=True)
    next_step_at = serializers.DateTimeField(required=False)
    next_step_note = TextField(max_length=80, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The call. Raises ValidationError for a next step after a call that ends the lead."""
        if "next_step_at" in attrs and not CONSEQUENCES[Outcome(attrs["outcome"])].next_in:
            raise serializers.ValidationError({"next_step_at": _("After this outcome there is no next step.")})
        return attrs
