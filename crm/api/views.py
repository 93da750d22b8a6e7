"""Intake, leads and calls for machines."""

import uuid

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WorksLeads, person
from crm.api.idempotency import PARAMETER, idempotent
from crm.api.serializers import (
    AskSerializer,
    CallSerializer,
    InquirySerializer,
    LeadDetailSerializer,
    LeadSerializer,
)
from crm.filters import LeadFilter
from crm.models import Activity, Lead
from crm.rules.cadence import Outcome
from crm.services import leads, second_step
from crm.services.inquiries import Asked
from kit.api import NewestFirst, read


class InquiryIntake(APIView):
    """Hand over a visitor's question; it is routed like one from the site.

    Send an `Idempotency-Key` header, and a repeated request gives the same answer; the same key with another request
    is refused (422).
    """

    permission_classes = (WorksLeads,)

    @extend_schema(
        request=AskSerializer,
        responses={status.HTTP_201_CREATED: InquirySerializer},
        parameters=[PARAMETER],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Receive one inquiry."""
        said = read(AskSerializer, request.data)
        inquiry = second_step.receive(
            Asked(
                name=said["name"],
                phone=said["phone"],
                head_count=said["head_count"],
                submission_key=uuid.uuid4(),
                source=said["source"],
                consent_version="api",
                organisation_name=said.get("organisation_name", ""),
            ),
            details=said,
        )
        return Response(InquirySerializer(inquiry).data, status=status.HTTP_201_CREATED)


class LeadList(generics.ListAPIView[Lead]):
    """The leads this person may see, newest first."""

    serializer_class = LeadSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    filterset_class = LeadFilter
    queryset = Lead.objects.none()

    def get_queryset(self) -> QuerySet[Lead]:
        """A consultant's own leads; a manager's are all."""
        return Lead.objects.on_desk_of(self.request.user).select_related("organisation", "owner")


class LeadDetail(generics.RetrieveAPIView[Lead]):
    """One lead with its diary."""

    serializer_class = LeadDetailSerializer
    permission_classes = (WorksLeads,)
    queryset = Lead.objects.none()

    def get_queryset(self) -> QuerySet[Lead]:
        """The leads this person may see."""
        diary = Prefetch("activities", Activity.objects.all().timeline(), to_attr="diary")
        visible = Lead.objects.visible_to(self.request.user)
        return visible.select_related("organisation", "owner").prefetch_related(diary)


class LeadCalls(APIView):
    """Calls with one lead."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=CallSerializer, responses={status.HTTP_201_CREATED: LeadSerializer}, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Log how a call went."""
        found = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        said = read(CallSerializer, request.data)
        lead = leads.log_call(found.pk, outcome=Outcome(said["outcome"]), note=said.get("note", ""), by=person(request))
        return Response(LeadSerializer(lead).data, status=status.HTTP_201_CREATED)
