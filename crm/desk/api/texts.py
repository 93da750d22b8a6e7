"""The texts of a lead over HTTP."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.desk.forms.text import may_be_filled_in
from crm.desk.presenters.texts import words_of
from crm.desk.queries import texts as queries
from crm.intake.models import Inquiry
from crm.leads.models import Activity, Lead
from crm.leads.services import texts
from crm.leads.services.texts import TextContent
from kit.api import TextField, read
from messaging.models import Message
from messaging.rules.lint import LONGEST_TEXT, LONGEST_WORD


class TextSerializer(serializers.Serializer[Any]):
    """One text; `state` and `error` are empty for the visitor's, `by` is null for the system and the visitor."""

    is_ours = serializers.BooleanField()
    body = serializers.CharField()
    at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_null=True)
    state = serializers.CharField()
    error = serializers.CharField()


class WritingSerializer(serializers.Serializer[Any]):
    """A template for consultants with values for its variables, or `text` in own words."""

    template = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    words = serializers.DictField(child=TextField(max_length=LONGEST_WORD, validators=[may_be_filled_in]), default=dict)
    text = TextField(max_length=LONGEST_TEXT, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if bool(attrs["template"]) == bool(attrs["text"].strip()):
            raise serializers.ValidationError({"text": _("Name a template, or write a text; not both.")})
        return attrs


class LeadTexts(APIView):
    """The texts between a visitor and us."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses=TextSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The thread of one lead, the oldest text first."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        entries = queries.thread(lead, to=person(request)).entries
        return Response(TextSerializer([_shown(at, entry) for at, entry in entries], many=True).data)

    @extend_schema(
        request=WritingSerializer, responses={status.HTTP_201_CREATED: TextSerializer}, parameters=[PARAMETER]
    )
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Text the visitor; refused with 409 where it may not go, and with the same words as on the page."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        action = texts.send(lead.pk, TextContent(**read(WritingSerializer, request.data)), by=person(request))
        message = texts.message_of(action)
        shown = TextSerializer(_shown(message.created_at, message)).data
        return Response(shown, status=status.HTTP_201_CREATED)


def _shown(at: datetime, entry: Message | Activity | Inquiry) -> dict[str, Any]:
    ours = entry if isinstance(entry, Message) else None
    return {
        "is_ours": ours is not None,
        "body": words_of(entry),
        "at": at,
        "due_at": ours.due_at if ours else None,
        "by": ours.by.username if ours and ours.by else None,
        "state": ours.state if ours else "",
        "error": ours.error_code if ours else "",
    }
