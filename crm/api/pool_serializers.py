"""The pool and the telephone as JSON; numbers leave the house masked."""

from typing import Any

from rest_framework import serializers

from crm.api.serializers import LeadSerializer, PhoneField
from crm.forms.telephone import BY_TELEPHONE, HEARD
from crm.models import Lead
from crm.rules.head_count import LARGEST_GROUP


class PooledLeadSerializer(LeadSerializer):
    """A lead nobody owns, with whose it was."""

    last_owner = serializers.CharField(source="pooled_from.name", default=None, allow_null=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "pooled_at", "last_owner")
        read_only_fields = fields


class KnownLeadSerializer(serializers.ModelSerializer[Lead]):
    """What every colleague may know of a caller."""

    owner = serializers.CharField(source="owner.name", default=None, allow_null=True, read_only=True)
    organisation = serializers.CharField(source="organisation.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Lead
        fields = ("id", "name", "organisation", "owner", "stage", "head_count", "last_asked_at")
        read_only_fields = fields


class CallerSerializer(serializers.Serializer[Any]):
    """Who is calling; `is_visible` says whether the lead may be opened, `last` what happened last."""

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

    name = serializers.CharField(max_length=40)
    phone = PhoneField()
    head_count = serializers.IntegerField(min_value=1, max_value=LARGEST_GROUP, required=False, allow_null=True)
    organisation_name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field's name
        choices=[(one.value, one.label) for one in BY_TELEPHONE], default=BY_TELEPHONE[0]
    )
    outcome = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in HEARD], required=False, allow_null=True
    )
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    tap_id = serializers.IntegerField(min_value=1, required=False, allow_null=True)
