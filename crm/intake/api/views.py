"""Inquiries over HTTP."""

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.intake.api.serializers import (
    AskSerializer,
    CallerSerializer,
    InquirySerializer,
    LookUpSerializer,
    TelephoneSerializer,
)
from crm.intake.queries import telephone as telephone_queries
from crm.intake.rules.asked import Asked
from crm.intake.services import inquiries, telephone
from crm.intake.services.telephone import Call
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.sources import Source
from kit.api import read


class InquiryIntake(APIView):
    """Hand over a visitor's inquiry; it is routed like one from the site.

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
        values = read(AskSerializer, request.data)
        del values["consent"]
        inquiry = inquiries.receive(Asked(submission_key=uuid.uuid4(), consent_version="api", **values))
        return Response(InquirySerializer(inquiry).data, status=status.HTTP_201_CREATED)


class Telephone(APIView):
    """Who is calling, and writing the call down (来电登记)."""

    permission_classes = (WorksLeads,)

    @extend_schema(parameters=[OpenApiParameter("phone", str, required=True)], responses=CallerSerializer)
    def get(self, request: Request) -> Response:
        """Look a number up, in any spelling."""
        values = read(LookUpSerializer, request.query_params)
        caller = telephone_queries.look_up(values["phone"], by=person(request))
        return Response(CallerSerializer(caller).data)

    @extend_schema(
        request=TelephoneSerializer,
        responses={status.HTTP_201_CREATED: InquirySerializer},
        parameters=[PARAMETER],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Write a call down."""
        values = read(TelephoneSerializer, request.data)
        values["source"] = Source(values["source"])
        values["outcome"] = Outcome(values["outcome"]) if values.get("outcome") else None
        inquiry = telephone.take(Call(**values), by=person(request))
        return Response(InquirySerializer(inquiry).data, status=status.HTTP_201_CREATED)
