"""Intake, leads and calls for machines."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WorksLeads
from accounts.models import User
from crm.api.idempotency import PARAMETER, idempotent
from crm.api.serializers import (
    AskSerializer,
    CallSerializer,
    InquirySerializer,
    LeadDetailSerializer,
    LeadSerializer,
)
from crm.forms.lead import DeskForm
from crm.models import Activity, Lead
from crm.queries import desk as queries
from crm.rules.cadence import Outcome
from crm.services import inquiries, leads, second_step
from crm.services.inquiries import Asked
from kit import clock

DETAILS = ("theme", "month", "organisation_name", "remarks")
NARROWING = ("tab", "q", "owner", "source", "stage", "reached", "since", "until")


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
        ask = AskSerializer(data=request.data)
        ask.is_valid(raise_exception=True)
        said = ask.validated_data
        inquiry = inquiries.receive(
            Asked(
                name=said["name"],
                phone=said["phone"],
                head_count=said["head_count"],
                submission_key=uuid.uuid4(),
                source=said["source"],
                consent_version="api",
                organisation_name=said.get("organisation_name", ""),
            )
        )
        if details := {name: said[name] for name in DETAILS if said.get(name)}:
            second_step.add(inquiry.pk, **details)
        return Response(InquirySerializer(inquiry).data, status=status.HTTP_201_CREATED)


class ByNextStep(CursorPagination):
    """Walks by the lead's number, so a late page costs what the first one does."""

    ordering = "-id"


@extend_schema(parameters=[OpenApiParameter(name, str) for name in NARROWING])
class LeadList(generics.ListAPIView[Lead]):
    """The leads this person may see, newest first, narrowed like the desk's list."""

    serializer_class = LeadSerializer
    permission_classes = (WorksLeads,)
    pagination_class = ByNextStep
    queryset = Lead.objects.none()

    def get_queryset(self) -> QuerySet[Lead]:
        """Narrow by what was asked."""
        narrowing = DeskForm(self.request.query_params | {"tab": self.request.query_params.get("tab", "all")}).narrowing
        return queries.desk(self.request.user, narrowing, clock.now())


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
        call = CallSerializer(data=request.data)
        call.is_valid(raise_exception=True)
        said: dict[str, Any] = call.validated_data
        by = request.user if isinstance(request.user, User) else None
        lead = leads.log_call(found.pk, outcome=Outcome(said["outcome"]), note=said.get("note", ""), by=by)
        return Response(LeadSerializer(lead).data, status=status.HTTP_201_CREATED)
