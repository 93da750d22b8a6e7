"""The follow-up plan in the API: read it, save a version, try one, see how one performs, stop it for a lead."""

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
    LeadTrialSerializer,
    NewCadenceSerializer,
    SeenSerializer,
)
from crm.cadences.models import Cadence, CadenceRun
from crm.cadences.queries import board, past
from crm.cadences.rules.steps import Step
from crm.cadences.services import plans, runs
from crm.leads.models import Lead
from kit import clock
from kit.api import read


class ActiveCadence(APIView):
    """The active plan, for leads that come now."""

    def get_permissions(self) -> list[BasePermission]:
        """Consultants and managers may read it; managers save."""
        return [WorksLeads() if self.request.method in SAFE_METHODS else SeesAllLeads()]

    @extend_schema(responses=CadenceSerializer)
    def get(self, request: Request) -> Response:
        """Read it."""
        now = generics.get_object_or_404(Cadence.objects.active().select_related("made_by"))
        return Response(CadenceSerializer(now).data)

    @extend_schema(request=NewCadenceSerializer, responses={status.HTTP_201_CREATED: CadenceSerializer})
    def post(self, request: Request) -> Response:
        """Save a new version; 409 when another one was saved since `version`, or a template cannot be sent."""
        values = read(NewCadenceSerializer, request.data)
        plan = [Step.of(step) for step in values.pop("steps")]
        cadence = plans.publish(plan=plan, by=person(request), **values)
        return Response(CadenceSerializer(cadence).data, status=status.HTTP_201_CREATED)


class CadenceVersions(generics.ListAPIView[Cadence]):
    """Every version, the latest first."""

    serializer_class = CadenceSerializer
    permission_classes = (WorksLeads,)
    pagination_class = None
    queryset = Cadence.objects.select_related("made_by")


class RestoreCadence(APIView):
    """Make an earlier version active again."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=SeenSerializer, responses={status.HTTP_201_CREATED: CadenceSerializer})
    def post(self, request: Request, version: int) -> Response:
        """As a copy with a number of its own."""
        earlier = generics.get_object_or_404(Cadence, version=version)
        seen = read(SeenSerializer, request.data)
        cadence = plans.restore(earlier, version=seen["version"], by=person(request))
        return Response(CadenceSerializer(cadence).data, status=status.HTTP_201_CREATED)


class TryCadence(APIView):
    """What a plan would have done with the leads of the last 30 days; nothing is saved."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(request=NewCadenceSerializer, responses=LeadTrialSerializer(many=True))
    def post(self, request: Request) -> Response:
        """The latest lead first."""
        values = read(NewCadenceSerializer, request.data)
        plan = [Step.of(step) for step in values["steps"]]
        trials = past.try_plan(
            plan, version=values["version"] + 1, control_percent=values["control_percent"], at=clock.now()
        )
        return Response(LeadTrialSerializer(trials, many=True).data)


class CadenceBoard(APIView):
    """How a version performs."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(parameters=[OpenApiParameter("version", int)], responses=BoardSerializer)
    def get(self, request: Request) -> Response:
        """The active version unless another is asked for."""
        cadence = generics.get_object_or_404(board.version_of(request.query_params.get("version", "")))
        return Response(BoardSerializer(board.board(cadence, clock.now())).data)


class StopPlan(APIView):
    """Stop the plan of one lead."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=None, responses={status.HTTP_200_OK: LeadPlanSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """409 when nothing runs."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        runs.stop_by_hand(lead.pk, by=person(request))
        return Response(LeadPlanSerializer(CadenceRun.objects.of_lead(lead.pk).get()).data)
