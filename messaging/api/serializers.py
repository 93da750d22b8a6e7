"""What this room shows to machines, and what it takes from them."""

from typing import Any

from rest_framework import serializers

from kit import phones
from messaging.models import Approval, Message, OptOut, Sender, Subject, Template, TemplateVersion


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One message; its number or address is masked here too."""

    to = serializers.CharField(source="masked_number", read_only=True)

    class Meta:
        model = Message
        fields = (
            "uuid",
            "topic",
            "template",
            "body",
            "channel",
            "to",
            "purpose",
            "state",
            "due_at",
            "expires_at",
            "attempts",
            "gateway",
            "provider_status",
            "error_code",
            "segments",
            "created_at",
            "settled_at",
        )
        read_only_fields = fields


class DecisionSerializer(serializers.Serializer[Any]):
    """A person's decision about a message nobody found."""

    decision = serializers.ChoiceField(choices=["resend", "close"])


class PhoneField(serializers.CharField):
    """A telephone number in any usual spelling, as E.164."""

    def to_internal_value(self, data: Any) -> str:
        """Normalise it."""
        try:
            return phones.parse(super().to_internal_value(data)).e164
        except phones.UnreadablePhone as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class OptOutSerializer(serializers.ModelSerializer[OptOut]):
    """A line of the refusals; the number is masked."""

    number = serializers.CharField(source="masked_number", read_only=True)

    class Meta:
        model = OptOut
        fields = ("id", "number", "is_out", "how", "note", "at")
        read_only_fields = fields


class RefusalSerializer(serializers.Serializer[Any]):
    """Whose number, and what was said; `is_out` false opens it again."""

    number = PhoneField()
    is_out = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class ConsentSerializer(serializers.Serializer[Any]):
    """Who agreed to what, and to which words."""

    number = PhoneField()
    subject = serializers.ChoiceField(choices=Subject.choices)
    is_given = serializers.BooleanField(default=True)
    wording = serializers.CharField(max_length=40)


class VersionSerializer(serializers.ModelSerializer[TemplateVersion]):
    """A version of a wording."""

    class Meta:
        model = TemplateVersion
        fields = ("id", "number", "text", "signature", "state", "provider_ids", "note", "created_at", "decided_at")
        read_only_fields = ("id", "number", "state", "provider_ids", "note", "created_at", "decided_at")


class WordingSerializer(serializers.ModelSerializer[Template]):
    """A wording with its versions, newest first."""

    versions = VersionSerializer(many=True, read_only=True)

    class Meta:
        model = Template
        fields = ("key", "title", "purpose", "variables", "versions")
        read_only_fields = fields


class VerdictSerializer(serializers.Serializer[Any]):
    """What becomes of a version, and under which id a carrier knows it."""

    to = serializers.ChoiceField(choices=[one for one in Approval.values if one != Approval.DRAFT])
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class SenderSerializer(serializers.ModelSerializer[Sender]):
    """How a gateway stands."""

    class Meta:
        model = Sender
        fields = ("gateway", "paused_until", "per_second", "failures", "refusal", "refusals", "reason", "open_until")
        read_only_fields = fields
