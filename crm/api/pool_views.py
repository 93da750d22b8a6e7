"""The public pool and telephone calls for machines."""

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WorksLeads, person
from crm.api.idempotency import PARAMETER, idempotent
from crm.api.pool_serializers import (
    CallerSerializer,
    LookUpSerializer,
    PooledLeadSerializer,
    TelephoneSerializer,
)
from crm.api.serializers import InquirySerializer, LeadSerializer
from crm.filters import PoolFilter
from crm.models import Lead
from crm.queries import pool as pool_queries
from crm.queries import telephone as telephone_queries
from crm.rules.attribution import Source
from crm.rules.cadence import Outcome
from crm.services import pool, telephone
from crm.services.telephone import Call
from kit.api import NewestFirst, read


class PoolList(generics.ListAPIView[Lead]):
    """The leads nobody owns, narrowed like the page of the pool."""

    serializer_class = PooledLeadSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    filterset_class = PoolFilter
    queryset = pool_queries.pooled()


class Claim(APIView):
    """Take a lead out of the pool; of several who try at once one wins."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=None, responses={status.HTTP_200_OK: LeadSerializer}, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Claim it."""
        found = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        lead, _deed = pool.claim(found.pk, by=person(request))
        return Response(LeadSerializer(lead).data)


class Telephone(APIView):
    """来电登记: who is calling, and writing the call down."""

    permission_classes = (WorksLeads,)

    @extend_schema(parameters=[OpenApiParameter("phone", str, required=True)], responses=CallerSerializer)
    def get(self, request: Request) -> Response:
        """Look a number up, in any spelling."""
        asked = read(LookUpSerializer, request.query_params)
        caller = telephone_queries.look_up(asked["phone"], by=person(request))
        return Response(CallerSerializer(caller).data)

    @extend_schema(
        request=TelephoneSerializer,
        responses={status.HTTP_201_CREATED: InquirySerializer},
        parameters=[PARAMETER],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Write a call down."""
        said = read(TelephoneSerializer, request.data)
        said["source"] = Source(said["source"])
        said["outcome"] = Outcome(said["outcome"]) if said.get("outcome") else None
        inquiry = telephone.take(Call(key=uuid.uuid4(), **said), by=person(request))
        return Response(InquirySerializer(inquiry).data, status=status.HTTP_201_CREATED)
