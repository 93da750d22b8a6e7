"""What this app shows to machines, and what it takes from them."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from kit.api import E164Field
from messaging.models import (
    Approval,
    Channel,
    Consent,
    Language,
    Message,
    MessageEvent,
    OptOut,
    Recipient,
    Reply,
    Sender,
    Subject,
    Template,
    TemplatePurpose,
    TemplateVersion,
)
from messaging.models.template import KEY


class EventSerializer(serializers.ModelSerializer[MessageEvent]):
    """A line of a message's history."""

    class Meta:
        model = MessageEvent
        fields = ("state", "at", "detail")
        read_only_fields = fields


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One message; its number or address is masked here too."""

    to = serializers.CharField(source="masked_number", read_only=True)
    needs_a_person = serializers.BooleanField(read_only=True)
    events = EventSerializer(many=True, read_only=True)

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
            "needs_a_person",
            "events",
        )
        read_only_fields = fields


class DecisionSerializer(serializers.Serializer[Any]):
    """A user's decision about a message that the provider does not list."""

    decision = serializers.ChoiceField(choices=["resend", "close"])


class OptOutSerializer(serializers.ModelSerializer[OptOut]):
    """A line of the refusals; the number is masked."""

    number = serializers.CharField(source="masked_number", read_only=True)

    class Meta:
        model = OptOut
        fields = ("id", "number", "is_out", "how", "note", "at")
        read_only_fields = fields


class RefusalSerializer(serializers.Serializer[Any]):
    """Whose number, and what was said; `is_out` false opens it again."""

    number = E164Field()
    is_out = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class ReplySerializer(serializers.ModelSerializer[Reply]):
    """An inbound text; the number is masked."""

    sender = serializers.CharField(source="masked_number", read_only=True)

    class Meta:
        model = Reply
        fields = ("id", "sender", "body", "received_at", "heard_at")
        read_only_fields = fields


class ConsentLineSerializer(serializers.ModelSerializer[Consent]):
    """A line of the ledger of consents; the number is masked."""

    number = serializers.CharField(source="masked_number", read_only=True)

    class Meta:
        model = Consent
        fields = ("id", "number", "subject", "is_given", "how", "wording", "at")
        read_only_fields = fields


class ConsentSerializer(serializers.Serializer[Any]):
    """Who agreed to what, and to which words."""

    number = E164Field()
    subject = serializers.ChoiceField(choices=Subject.choices)
    is_given = serializers.BooleanField(default=True)
    wording = serializers.CharField(max_length=40)


class VersionSerializer(serializers.ModelSerializer[TemplateVersion]):
    """A version of a template."""

    class Meta:
        model = TemplateVersion
        fields = ("id", "number", "text", "signature", "state", "provider_ids", "note", "created_at", "decided_at")
        read_only_fields = ("id", "number", "state", "provider_ids", "note", "created_at", "decided_at")


class TemplateSerializer(serializers.ModelSerializer[Template]):
    """A template with its versions, newest first."""

    versions = VersionSerializer(many=True, read_only=True)

    class Meta:
        model = Template
        fields = ("key", "title", "purpose", "for_consultants", "language", "variables", "versions")
        read_only_fields = fields


class NewTemplateSerializer(serializers.Serializer[Any]):
    """A template that does not exist yet, with its first text."""

    key = serializers.RegexField(KEY)
    title = serializers.CharField(max_length=60)
    purpose = serializers.ChoiceField(choices=TemplatePurpose.choices)
    for_consultants = serializers.BooleanField(default=False)
    language = serializers.ChoiceField(choices=Language.choices, default=Language.CHINESE)
    variables = serializers.ListField(child=serializers.RegexField(r"^[a-z][a-z0-9_]*$", max_length=30), default=list)
    text = serializers.CharField(max_length=500)
    signature = serializers.CharField(max_length=20, default="", allow_blank=True)

    def validate_key(self, key: str) -> str:
        """A key that is not in use."""
        if Template.objects.filter(key=key).exists():
            raise serializers.ValidationError(_("There is a template with this key already."))
        return key


class CountedSerializer(serializers.Serializer[Any]):
    """A text as it would go out, what it costs, and what carriers would refuse in it."""

    sample = serializers.CharField()
    letters = serializers.IntegerField()
    segments = serializers.IntegerField()
    fen = serializers.IntegerField()
    findings = serializers.ListField(child=serializers.CharField())


class ProviderIdSerializer(serializers.Serializer[Any]):
    """Under which id a carrier knows a version; an empty code takes it away."""

    gateway = serializers.CharField(max_length=20)
    code = serializers.CharField(max_length=40, allow_blank=True)


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


class SenderStatusSerializer(serializers.Serializer[Any]):
    """How a configured gateway stands: its breaker's position, and its row."""

    position = serializers.CharField()
    is_paused = serializers.BooleanField()
    is_well = serializers.BooleanField()
    sender = SenderSerializer()


class PaceSerializer(serializers.Serializer[Any]):
    """How many messages a second may leave; null lifts the limit."""

    per_second = serializers.IntegerField(min_value=1, max_value=1000, allow_null=True)


class DryRunSerializer(serializers.Serializer[Any]):
    """To whom the dry run of a self-check goes; nothing is sent."""

    number = E164Field(required=False)


class FindingSerializer(serializers.Serializer[Any]):
    """One line of a self-check; `is_well` is null where it cannot be known."""

    what = serializers.CharField()
    is_well = serializers.BooleanField(allow_null=True)
    detail = serializers.CharField()


class HealthSerializer(serializers.Serializer[Any]):
    """How the outbox is doing."""

    oldest_due_seconds = serializers.IntegerField()
    uncertain_count = serializers.IntegerField()
    is_held_up = serializers.BooleanField()


class RecipientSerializer(serializers.ModelSerializer[Recipient]):
    """A colleague's addresses and, by kind of notice, the chosen channels; none means by text."""

    ways = serializers.DictField(
        child=serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices)), default=dict
    )

    class Meta:
        model = Recipient
        fields = ("id", "key", "label", "email", "wecom_key", "ways")

    def to_representation(self, instance: Recipient) -> dict[str, Any]:
        """With the choices by kind."""
        chosen: dict[str, list[str]] = {}
        for line in instance.preferences.all():
            chosen.setdefault(line.kind, []).append(line.channel)
        fields = {name: getattr(instance, name) for name in ("id", "key", "label", "email", "wecom_key")}
        return {**fields, "ways": chosen}

    def validate_ways(self, ways: dict[str, list[str]]) -> dict[str, list[str]]:
        """Kinds are templates that do not advertise."""
        known = set(Template.objects.notices().values_list("key", flat=True))
        if unknown := sorted(set(ways) - known):
            raise serializers.ValidationError(", ".join(unknown))
        return ways
