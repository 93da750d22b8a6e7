"""The API for managers: gateways, the health of the outbox, recipients of notices."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import SeesAllLeads
from kit import clock
from kit.api import read
from messaging import gateways, queries
from messaging.api.serializers import (
    DryRunSerializer,
    FindingSerializer,
    HealthSerializer,
    PaceSerializer,
    RecipientSerializer,
    SenderStatusSerializer,
)
from messaging.gateways.base import Gateway
from messaging.models import Recipient
from messaging.services import notices, self_check, senders


def configured(name: str) -> Gateway:
    """A configured gateway, or 404."""
    gateway = gateways.named(name)
    if gateway is None:
        raise Http404
    return gateway


class ForManagers(APIView):
    """What only managers and administrators do."""

    permission_classes = (SeesAllLeads,)


class GatewayList(ForManagers):
    """The status of the configured gateways."""

    @extend_schema(responses=SenderStatusSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Each with its breaker, its pause and its pace."""
        names = [gateway.name for gateway in gateways.every()]
        return Response(SenderStatusSerializer(queries.sender_statuses(names, clock.now()), many=True).data)


class GatewayCheck(ForManagers):
    """The self-check of one gateway; nothing is sent."""

    @extend_schema(request=DryRunSerializer, responses=FindingSerializer(many=True))
    def post(self, request: Request, name: str) -> Response:
        """Check it."""
        gateway, asked = configured(name), read(DryRunSerializer, request.data)
        found = self_check.run(gateway, number=asked.get("number", self_check.UNUSED_NUMBER))
        return Response(FindingSerializer(found, many=True).data)


class GatewayResume(ForManagers):
    """The trouble has been put right."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, name: str) -> Response:
        """End its pause or rest."""
        senders.resume(configured(name).name)
        return Response(status=status.HTTP_204_NO_CONTENT)


class GatewayPace(ForManagers):
    """How many messages a second one gateway may send."""

    @extend_schema(request=PaceSerializer, responses={204: None})
    def post(self, request: Request, name: str) -> Response:
        """Set it."""
        asked = read(PaceSerializer, request.data)
        senders.set_pace(configured(name).name, asked["per_second"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class OutboxHealth(ForManagers):
    """The figures of the messages page; `/healthz` shows them to everyone."""

    @extend_schema(responses=HealthSerializer)
    def get(self, request: Request) -> Response:
        """Return them."""
        return Response(HealthSerializer(queries.health(clock.now())).data)


class RecipientList(generics.ListAPIView[Recipient]):
    """Recipients of notices by other channels than a text; a POST adds one."""

    serializer_class = RecipientSerializer
    permission_classes = (SeesAllLeads,)
    pagination_class = None
    queryset = Recipient.objects.prefetch_related("preferences")

    @extend_schema(request=RecipientSerializer, responses={201: RecipientSerializer})
    def post(self, request: Request) -> Response:
        """Add a recipient."""
        asked = read(RecipientSerializer, request.data)
        recipient = notices.save_recipient(None, **asked)
        return Response(RecipientSerializer(recipient).data, status=status.HTTP_201_CREATED)


class RecipientDetail(ForManagers):
    """One recipient."""

    @extend_schema(responses=RecipientSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Addresses and choices."""
        return Response(RecipientSerializer(get_object_or_404(known(), pk=pk)).data)

    @extend_schema(request=RecipientSerializer, responses=RecipientSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Replace them."""
        recipient = get_object_or_404(Recipient, pk=pk)
        asked = RecipientSerializer(recipient, data=request.data)
        asked.is_valid(raise_exception=True)
        recipient = notices.save_recipient(recipient, **asked.validated_data)
        return Response(RecipientSerializer(recipient).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Send notices by text only from now on."""
        notices.remove_recipient(get_object_or_404(Recipient, pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


def known() -> QuerySet[Recipient]:
    """All recipients with their choices."""
    return Recipient.objects.prefetch_related("preferences")
