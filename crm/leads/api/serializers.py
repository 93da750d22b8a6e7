"""Leads in JSON."""

from rest_framework import serializers

from crm.leads.models import Activity, Lead


class LeadSerializer(serializers.ModelSerializer[Lead]):
    """A lead as a list shows it; `email` is empty where it is not known."""

    phone = serializers.CharField(source="masked_phone", read_only=True)
    organisation = serializers.CharField(source="organisation.name", default=None, allow_null=True, read_only=True)
    email = serializers.CharField(read_only=True)
    owner = serializers.CharField(source="owner.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Lead
        fields: tuple[str, ...] = (
            "id",
            "name",
            "title",
            "phone",
            "email",
            "wechat",
            "organisation",
            "head_count",
            "theme",
            "month",
            "budget",
            "remarks",
            "tags",
            "owner",
            "stage",
            "furthest",
            "lost_reason",
            "source",
            "routing_reason",
            "asked_at",
            "response_due_at",
            "first_response_at",
            "next_step_at",
            "next_step_note",
        )
        read_only_fields: tuple[str, ...] = fields


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    """An activity of the timeline; `stage_from`, `stage_to` and `outcome` are empty for other kinds."""

    stage_from = serializers.CharField(read_only=True)
    stage_to = serializers.CharField(read_only=True)
    outcome = serializers.CharField(read_only=True)
    actor = serializers.CharField(source="actor.username", default=None, allow_null=True, read_only=True)
    consultant = serializers.CharField(source="consultant.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Activity
        fields = ("at", "kind", "actor", "consultant", "stage_from", "stage_to", "outcome", "text")
        read_only_fields = fields
