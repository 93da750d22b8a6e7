"""The API of the outbox, the replies, the ledgers and the templates."""

from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import SeesAllLeads, WorksLeads, person
from kit.api import NewestFirst, read
from messaging.api.serializers import (
    ConsentLineSerializer,
    ConsentSerializer,
    CountedSerializer,
    DecisionSerializer,
    MessageSerializer,
    NewTemplateSerializer,
    OptOutSerializer,
    ProviderIdSerializer,
    RefusalSerializer,
    ReplySerializer,
    TemplateSerializer,
    VerdictSerializer,
    VersionSerializer,
)
from messaging.errors import AlreadySettled
from messaging.filters import ConsentFilter, MessageFilter, OptOutFilter
from messaging.models import Approval, Consent, How, Message, OptOut, Reply, Template, TemplateVersion
from messaging.rules import segments
from messaging.services import opt_outs, rendering, settlement, templates


class MessageList(generics.ListAPIView[Message]):
    """Messages, newest first; narrowed by its filters."""

    serializer_class = MessageSerializer
    permission_classes = (SeesAllLeads,)
    pagination_class = NewestFirst
    queryset = Message.objects.prefetch_related("events")
    filterset_class = MessageFilter


class MessageSettle(APIView):
    """A user's decision about a message that may have been sent; 409 when it is settled already."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=DecisionSerializer, responses=MessageSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Send it again, or close it."""
        message = get_object_or_404(Message, uuid=uuid)
        asked = read(DecisionSerializer, request.data)
        decide = settlement.resend if asked["decision"] == "resend" else settlement.give_up
        if not decide(message):
            raise AlreadySettled
        message.refresh_from_db()
        return Response(MessageSerializer(message).data)


class MessageOptOut(APIView):
    """One call beside a message: its recipient wants no more of them, of any kind."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=None, responses={201: OptOutSerializer})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Close the number."""
        message = get_object_or_404(Message.objects.exclude(to_number=""), uuid=uuid)
        line = opt_outs.record(message.to_number, by=person(request), how=How.API)
        return Response(OptOutSerializer(line).data, status=status.HTTP_201_CREATED)


class ReplyList(generics.ListAPIView[Reply]):
    """Inbound texts, newest first."""

    serializer_class = ReplySerializer
    permission_classes = (SeesAllLeads,)
    pagination_class = NewestFirst
    queryset = Reply.objects.all()


class OptOutList(generics.ListAPIView[OptOut]):
    """The numbers that want no messages; a post closes one or opens it again."""

    serializer_class = OptOutSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    filterset_class = OptOutFilter
    queryset = OptOut.objects.active()

    @extend_schema(request=RefusalSerializer, responses={201: OptOutSerializer, 204: None})
    def post(self, request: Request) -> Response:
        """Write a line; 204 when the number stands so already."""
        given = read(RefusalSerializer, request.data)
        act = opt_outs.record if given["is_out"] else opt_outs.lift
        line = act(given["number"], by=person(request), how=How.API, note=given["note"])
        if line is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(OptOutSerializer(line).data, status=status.HTTP_201_CREATED)


class ConsentList(generics.ListAPIView[Consent]):
    """The ledger of consents, newest first; only added to, by a post."""

    serializer_class = ConsentLineSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    filterset_class = ConsentFilter
    queryset = Consent.objects.all()

    @extend_schema(request=ConsentSerializer, responses={201: ConsentLineSerializer})
    def post(self, request: Request) -> Response:
        """Write a line."""
        asked = read(ConsentSerializer, request.data)
        line = opt_outs.consent(**asked, by=person(request), how=How.API)
        return Response(ConsentLineSerializer(line).data, status=status.HTTP_201_CREATED)


class TemplateList(generics.ListAPIView[Template]):
    """Every template with its versions; a post begins a new one."""

    serializer_class = TemplateSerializer
    permission_classes = (SeesAllLeads,)
    pagination_class = None
    queryset = Template.objects.prefetch_related("versions")

    @extend_schema(request=NewTemplateSerializer, responses={201: TemplateSerializer})
    def post(self, request: Request) -> Response:
        """Begin it with a draft; 409 when it cannot be filled in."""
        asked = read(NewTemplateSerializer, request.data)
        template = templates.create_template(**asked, by=person(request))
        return Response(TemplateSerializer(template).data, status=status.HTTP_201_CREATED)


class TemplateCount(APIView):
    """What a text would cost and what carriers would refuse in it; nothing is kept."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=VersionSerializer, responses=CountedSerializer)
    def post(self, request: Request, key: str) -> Response:
        """Count it."""
        template = get_object_or_404(Template, key=key)
        asked = read(VersionSerializer, request.data)
        text, signature = asked["text"], asked.get("signature", "")
        sample = rendering.sample(text, signature)
        count = segments.count(sample)
        values = {
            "sample": sample,
            "letters": len(sample),
            "segments": count,
            "fen": count * settings.SMS_FEN_PER_SEGMENT,
            "findings": templates.findings(template, text, signature),
        }
        return Response(CountedSerializer(values).data)


class VersionCreate(APIView):
    """The next version of a template, a draft."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=VersionSerializer, responses={201: VersionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Write it; 409 when it cannot be filled in."""
        template = get_object_or_404(Template, key=key)
        asked = read(VersionSerializer, request.data)
        version = templates.add_version(template, **asked, by=person(request))
        return Response(VersionSerializer(version).data, status=status.HTTP_201_CREATED)


class VersionDecide(APIView):
    """What becomes of a version."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=VerdictSerializer, responses=VersionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Submit, approve, reject or withdraw it; 409 when it does not move there."""
        get_object_or_404(TemplateVersion, pk=pk)
        given = read(VerdictSerializer, request.data)
        version = templates.decide(pk, to=Approval(given["to"]), note=given["note"], by=person(request))
        return Response(VersionSerializer(version).data)


class ProviderId(APIView):
    """Under which id a carrier knows a version."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=ProviderIdSerializer, responses=VersionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Note it."""
        get_object_or_404(TemplateVersion, pk=pk)
        asked = read(ProviderIdSerializer, request.data)
        return Response(VersionSerializer(templates.set_provider_id(pk, **asked)).data)
