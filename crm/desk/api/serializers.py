"""The page of a lead in JSON."""

from crm.leads.api.serializers import ActivitySerializer, LeadSerializer


class LeadDetailSerializer(LeadSerializer):
    """A lead with its timeline, newest activity first."""

    timeline = ActivitySerializer(many=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "timeline")
        read_only_fields = fields
