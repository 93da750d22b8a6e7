"""The follow-up plan for machines: read it, save a version, try one, see how one goes, stop it for a lead."""

from datetime import timedelta

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import SeesAllLeads, WorksLeads, person
from crm.cadences.api.serializers import (
    BoardSerializer,
    CadenceSerializer,
    LeadPlanSerializer,
    NewCadenceSerializer,
    SeenSerializer,
    TriedLeadSerializer,
    step_from,
)
from crm.cadences.models import Cadence, CadenceRun
from crm.cadences.queries import cadence
from crm.cadences.rules import steps, trial
from crm.cadences.services import cadences, plans
from crm.leads.models import Lead
from kit import clock, text
from kit.api import read

SOON = timedelta(hours=24)


class ActiveCadence(APIView):
    """The plan that holds for leads that come now."""

    def get_permissions(self) -> list[BasePermission]:
        """Whoever works with leads may read it; managers save."""
        return [WorksLeads() if self.request.method in SAFE_METHODS else SeesAllLeads()]

    @extend_schema(responses=CadenceSerializer)
    def get(self, request: Request) -> Response:
        """Read it."""
        now = generics.get_object_or_404(Cadence.objects.active().select_related("made_by"))
        return Response(CadenceSerializer(now).data)

    @extend_schema(request=NewCadenceSerializer, responses={status.HTTP_201_CREATED: CadenceSerializer})
    def post(self, request: Request) -> Response:
        """Save a new version; 409 when another one was saved since `version`, or a wording cannot be sent."""
        said = read(NewCadenceSerializer, request.data)
        plan = [step_from(one) for one in said.pop("steps")]
        made = cadences.publish(plan=plan, by=person(request), **said)
        return Response(CadenceSerializer(made).data, status=status.HTTP_201_CREATED)


class CadenceVersions(generics.ListAPIView[Cadence]):
    """Every version, the latest first."""

    serializer_class = CadenceSerializer
    permission_classes = (WorksLeads,)
    pagination_class = None
    queryset = Cadence.objects.none()

    def get_queryset(self) -> QuerySet[Cadence]:
        """With whoever made them."""
        return Cadence.objects.select_related("made_by")


class RestoreCadence(APIView):
    """Let an earlier version hold again."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=SeenSerializer, responses={status.HTTP_201_CREATED: CadenceSerializer})
    def post(self, request: Request, version: int) -> Response:
        """As a copy with a number of its own."""
        earlier = generics.get_object_or_404(Cadence, version=version)
        seen = read(SeenSerializer, request.data)
        made = cadences.restore(earlier, version=seen["version"], by=person(request))
        return Response(CadenceSerializer(made).data, status=status.HTTP_201_CREATED)


class TryCadence(APIView):
    """What a plan would have done with the leads of the last 30 days; nothing is saved."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=NewCadenceSerializer, responses=TriedLeadSerializer(many=True))
    def post(self, request: Request) -> Response:
        """Rehearse it, the latest lead first."""
        said, at = read(NewCadenceSerializer, request.data), clock.now()
        plan = [step_from(one) for one in said["steps"]]
        past_leads, rows = cadence.past_leads(at), []
        for past in past_leads.pasts:
            lead = past_leads.leads[past.lead_id]
            drawn = steps.is_control(past.lead_id, said["version"] + 1, said["control_percent"])
            foreseen = trial.rehearse(plan, past, is_control=drawn, until=at)
            rows.append(
                {
                    "lead": lead.pk,
                    "name": lead.name,
                    "phone": lead.masked_phone,
                    "is_control": drawn,
                    "steps": foreseen,
                }
            )
        return Response(TriedLeadSerializer(rows, many=True).data)


class CadenceBoard(APIView):
    """How a version goes."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(parameters=[OpenApiParameter("version", int)], responses=BoardSerializer)
    def get(self, request: Request) -> Response:
        """The one that holds unless another is asked for."""
        asked = request.query_params.get("version")
        wanted = Cadence.objects.filter(version=text.number(asked) or 0) if asked else Cadence.objects.active()
        at = clock.now()
        found = cadence.board(generics.get_object_or_404(wanted))
        coming = cadence.coming(at, at + SOON)[: cadence.COMING_SHOWN]
        told = {
            "cadence": found.cadence,
            "running": found.running,
            "steps": found.steps,
            "measures": found.measures,
            "coming": coming,
        }
        return Response(BoardSerializer(told).data)


class StopPlan(APIView):
    """Stop what is automatic for one lead."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=None, responses={status.HTTP_200_OK: LeadPlanSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """409 when nothing runs."""
        found = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        plans.stop_by_hand(found.pk, by=person(request))
        return Response(LeadPlanSerializer(CadenceRun.objects.of_lead(found.pk).get()).data)
