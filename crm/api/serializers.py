"""Inquiries and leads as JSON; phone numbers leave the house masked."""

from typing import Any

from rest_framework import serializers

from crm.models import Activity, Inquiry, Lead
from crm.rules.attribution import Source
from crm.rules.cadence import Outcome
from crm.rules.head_count import LARGEST_GROUP
from kit import phones

LONGEST_SPELLING = 40


class PhoneField(serializers.CharField):
    """A telephone number in any spelling; validated data hold a `kit.phones.Phone`."""

    def to_internal_value(self, data: Any) -> Any:
        """Parse the text."""
        text = super().to_internal_value(data)[:LONGEST_SPELLING]
        try:
            return phones.parse(text)
        except phones.UnreadablePhone as refusal:
            raise serializers.ValidationError(str(refusal), code=refusal.code) from refusal


class AskSerializer(serializers.Serializer[Any]):
    """What a partner system sends for its visitor; `consent` says that the visitor agreed to be called back."""

    name = serializers.CharField(max_length=40)
    phone = PhoneField()
    head_count = serializers.IntegerField(min_value=1, max_value=LARGEST_GROUP)
    consent = serializers.BooleanField()
    source = serializers.ChoiceField(choices=Source.choices, default=Source.API)  # type: ignore[assignment]  # a field's name
    theme = serializers.CharField(max_length=60, required=False, allow_blank=True)
    month = serializers.CharField(max_length=20, required=False, allow_blank=True)
    organisation_name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    remarks = serializers.CharField(max_length=1000, required=False, allow_blank=True)

    def validate_consent(self, value: bool) -> bool:  # noqa: FBT001  (Django REST framework's signature)
        """Without consent nobody may be called back."""
        if not value:
            raise serializers.ValidationError("The visitor's consent is required.", code="consent_required")
        return value


class InquirySerializer(serializers.ModelSerializer[Inquiry]):
    """The answer to an intake: the number, the lead, and who calls by when."""

    lead = serializers.IntegerField(source="lead_id", allow_null=True, read_only=True)
    consultant = serializers.CharField(source="lead.owner.name", default=None, allow_null=True, read_only=True)
    # As the visitor's page and text say it.
    call_back_by = serializers.DateTimeField(source="promised_at", allow_null=True, read_only=True)

    class Meta:
        model = Inquiry
        fields = ("number", "lead", "consultant", "call_back_by", "asked_at")
        read_only_fields = fields


class LeadSerializer(serializers.ModelSerializer[Lead]):
    """A lead as a list shows it."""

    phone = serializers.CharField(source="masked_phone", read_only=True)
    organisation = serializers.CharField(source="organisation.name", default=None, allow_null=True, read_only=True)
    owner = serializers.CharField(source="owner.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Lead
        fields: tuple[str, ...] = (
            "id",
            "name",
            "phone",
            "organisation",
            "head_count",
            "theme",
            "month",
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
    """A line of the diary; `stage_from`, `stage_to` and `outcome` are empty where they say nothing."""

    stage_from = serializers.CharField(read_only=True)
    stage_to = serializers.CharField(read_only=True)
    outcome = serializers.CharField(read_only=True)
    actor = serializers.CharField(source="actor.username", default=None, allow_null=True, read_only=True)
    consultant = serializers.CharField(source="consultant.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Activity
        fields = ("at", "kind", "actor", "consultant", "stage_from", "stage_to", "outcome", "text")
        read_only_fields = fields


class LeadDetailSerializer(LeadSerializer):
    """A lead with its diary, newest line first."""

    diary = ActivitySerializer(many=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "diary")
        read_only_fields = fields


class CallSerializer(serializers.Serializer[Any]):
    """How a call went."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)
