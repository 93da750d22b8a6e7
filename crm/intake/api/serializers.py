"""Inquiries in JSON."""

from typing import Any

from rest_framework import serializers

from crm.intake.forms.telephone import HEARD
from crm.intake.models import Inquiry
from crm.leads.models import Lead
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.sources import BY_TELEPHONE, Source
from kit.api import PhoneField, TextField


class AskSerializer(serializers.Serializer[Any]):
    """What a partner system sends for its visitor; `consent` says that the visitor agreed to be called back."""

    name = TextField(max_length=40)
    phone = PhoneField()
    head_count = serializers.IntegerField(min_value=1, max_value=LARGEST_GROUP)
    consent = serializers.BooleanField()
    source = serializers.ChoiceField(choices=Source.choices, default=Source.API)  # type: ignore[assignment]  # a field's name
    theme = TextField(max_length=60, required=False, allow_blank=True)
    month = TextField(max_length=20, required=False, allow_blank=True)
    organisation_name = TextField(max_length=80, required=False, allow_blank=True)
    remarks = TextField(max_length=1000, required=False, allow_blank=True)

    def validate_consent(self, value: bool) -> bool:  # noqa: FBT001  (Django REST framework's signature)
        """Without consent the visitor may not be called back."""
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


class KnownLeadSerializer(serializers.ModelSerializer[Lead]):
    """What every consultant may know of a caller."""

    owner = serializers.CharField(source="owner.name", default=None, allow_null=True, read_only=True)
    organisation = serializers.CharField(source="organisation.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Lead
        fields = ("id", "name", "organisation", "owner", "stage", "head_count", "last_asked_at")
        read_only_fields = fields


class CallerSerializer(serializers.Serializer[Any]):
    """Who is calling; `is_visible` says whether the lead may be opened, `last` is the latest entry of its timeline."""

    lead = KnownLeadSerializer(allow_null=True)
    earlier = KnownLeadSerializer(many=True)
    last_kind = serializers.CharField(source="last.kind", default=None, allow_null=True)
    last_at = serializers.DateTimeField(source="last.at", default=None, allow_null=True)
    is_visible = serializers.BooleanField()


class LookUpSerializer(serializers.Serializer[Any]):
    """A number in any spelling."""

    phone = PhoneField()


class TelephoneSerializer(serializers.Serializer[Any]):
    """A call that came in; without an outcome a message was left for the caller's consultant."""

    name = TextField(max_length=40)
    phone = PhoneField()
    head_count = serializers.IntegerField(min_value=1, max_value=LARGEST_GROUP, required=False, allow_null=True)
    organisation_name = TextField(max_length=80, required=False, allow_blank=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field's name
        choices=[(source.value, source.label) for source in BY_TELEPHONE], default=BY_TELEPHONE[0]
    )
    outcome = serializers.ChoiceField(
        choices=[(outcome.value, outcome.label) for outcome in HEARD], required=False, allow_null=True
    )
    note = TextField(max_length=1000, required=False, allow_blank=True)
    tap_id = serializers.IntegerField(min_value=1, required=False, allow_null=True)
