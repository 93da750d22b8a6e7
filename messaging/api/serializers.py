"""Messages as the API shows them."""

from rest_framework import serializers

from messaging.models import Message


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One message; its number is masked here too."""

    to = serializers.CharField(source="masked_number", read_only=True)

    class Meta:
        model = Message
        fields = (
            "uuid",
            "topic",
            "template",
            "body",
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
