"""The page of a lead in JSON."""

from crm.leads.api.serializers import ActivitySerializer, LeadSerializer


class LeadDetailSerializer(LeadSerializer):
    """A lead with its diary, newest line first."""

    diary = ActivitySerializer(many=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "diary")
        read_only_fields = fields
