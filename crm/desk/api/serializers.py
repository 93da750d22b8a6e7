"""The page of a lead in JSON."""

from typing import Any

from rest_framework import serializers

from crm.leads.api.serializers import ActivitySerializer, LeadSerializer
from crm.leads.rules.outcomes import Outcome


class LeadDetailSerializer(LeadSerializer):
    """A lead with its timeline, newest activity first."""

    timeline = ActivitySerializer(many=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "timeline")
        read_only_fields = fields


class CallSerializer(serializers.Serializer[Any]):
    """How a call went."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)
