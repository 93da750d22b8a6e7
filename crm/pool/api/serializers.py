"""The pool in JSON."""

from rest_framework import serializers

from crm.leads.api.serializers import LeadSerializer


class PooledLeadSerializer(LeadSerializer):
    """A lead of the pool with its last owner."""

    last_owner = serializers.CharField(source="pooled_from.name", default=None, allow_null=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "pooled_at", "last_owner")
        read_only_fields = fields
