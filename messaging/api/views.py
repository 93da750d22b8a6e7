"""The API's doors to the outbox, the refusals, the wordings and the gateways."""

from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from messaging.api.serializers import (
    ConsentSerializer,
    DecisionSerializer,
    MessageSerializer,
    OptOutSerializer,
    RefusalSerializer,
    SenderSerializer,
    VerdictSerializer,
    VersionSerializer,
    WordingSerializer,
)
from messaging.errors import AlreadySettled
from messaging.forms import FilterForm
from messaging.models import Approval, How, Message, OptOut, Sender, Template, TemplateVersion
from messaging.services import opt_outs, registry, settlement

NARROWING = ("state", "topic", "channel", "template")


class SeesAllMessages(BasePermission):
    """Managers and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Ask the role."""
        return bool(getattr(request.user, "sees_all_leads", False))


class WorksAtTheDesk(BasePermission):
    """Consultants, managers and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Ask the role."""
        return bool(getattr(request.user, "works_leads", False))


class NewestFirst(CursorPagination):
    """Walks by number, so a late page costs what the first one does."""

    ordering = "-id"


@extend_schema(parameters=[OpenApiParameter(name, str) for name in (*NARROWING, "since", "until")])
class MessageList(generics.ListAPIView[Message]):
    """Messages, newest first; state, topic, channel, template and two dates (`since`, `until`) narrow them."""

    serializer_class = MessageSerializer
    permission_classes = (SeesAllMessages,)
    pagination_class = NewestFirst
    queryset = Message.objects.all()

    def get_queryset(self) -> QuerySet[Message]:
        """The messages that were asked for."""
        given = self.request.query_params
        asked = {name: value for name in NARROWING if (value := given.get(name))}
        period = FilterForm({name: given.get(name, "") for name in ("since", "until")}).narrowing
        days = {"created_at__gte": period["since"], "created_at__lt": period["until"]}
        return super().get_queryset().filter(**asked, **{name: at for name, at in days.items() if at})


class MessageSettle(APIView):
    """A person's decision about a message whose fate stayed unknown; 409 when it is settled already."""

    permission_classes = (SeesAllMessages,)

    @extend_schema(request=DecisionSerializer, responses=MessageSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Send it again, or close it."""
        message = get_object_or_404(Message, uuid=uuid)
        asked = DecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        decide = settlement.resend if asked.validated_data["decision"] == "resend" else settlement.give_up
        if not decide(message):
            raise AlreadySettled
        message.refresh_from_db()
        return Response(MessageSerializer(message).data)


class OptOutList(generics.ListAPIView[OptOut]):
    """The numbers that want no messages; a post closes one or opens it again."""

    serializer_class = OptOutSerializer
    permission_classes = (WorksAtTheDesk,)
    pagination_class = NewestFirst
    queryset = OptOut.objects.standing()

    @extend_schema(request=RefusalSerializer, responses={201: OptOutSerializer, 204: None})
    def post(self, request: Request) -> Response:
        """Write a line; 204 when the number stands so already."""
        asked = RefusalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        act = opt_outs.record if given["is_out"] else opt_outs.lift
        line = act(given["number"], by=cast("User", request.user), how=How.API, note=given["note"])
        if line is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(OptOutSerializer(line).data, status=status.HTTP_201_CREATED)


class ConsentCreate(APIView):
    """The ledger of consents; only added to."""

    permission_classes = (WorksAtTheDesk,)

    @extend_schema(request=ConsentSerializer, responses={201: None})
    def post(self, request: Request) -> Response:
        """Write a line."""
        asked = ConsentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        opt_outs.consent(**asked.validated_data, by=cast("User", request.user), how=How.API)
        return Response(status=status.HTTP_201_CREATED)


class WordingList(generics.ListAPIView[Template]):
    """Every wording with its versions."""

    serializer_class = WordingSerializer
    permission_classes = (SeesAllMessages,)
    pagination_class = None
    queryset = Template.objects.prefetch_related("versions")


class VersionCreate(APIView):
    """The next version of a wording, a draft."""

    permission_classes = (SeesAllMessages,)

    @extend_schema(request=VersionSerializer, responses={201: VersionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Write it; 409 when it cannot be filled in."""
        template = get_object_or_404(Template, key=key)
        asked = VersionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        version = registry.write(template, **asked.validated_data, by=cast("User", request.user))
        return Response(VersionSerializer(version).data, status=status.HTTP_201_CREATED)


class VersionDecide(APIView):
    """What becomes of a version."""

    permission_classes = (SeesAllMessages,)

    @extend_schema(request=VerdictSerializer, responses=VersionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Submit, approve, reject or withdraw it; 409 when it does not move there."""
        get_object_or_404(TemplateVersion, pk=pk)
        asked = VerdictSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        version = registry.decide(pk, to=Approval(given["to"]), note=given["note"], by=cast("User", request.user))
        return Response(VersionSerializer(version).data)


class SenderList(generics.ListAPIView[Sender]):
    """How the gateways stand."""

    serializer_class = SenderSerializer
    permission_classes = (SeesAllMessages,)
    pagination_class = None
    queryset = Sender.objects.order_by("gateway")
