"""Who is on duty, for machines."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WorksLeads
from consultants import queries
from consultants.api.serializers import CardSerializer, DutySerializer, SpanSerializer
from kit import clock
from kit.api import read


class Roster(APIView):
    """The roster of some days, consultant by consultant."""

    permission_classes = (WorksLeads,)

    @extend_schema(
        responses=DutySerializer(many=True),
        parameters=[OpenApiParameter("since", str), OpenApiParameter("until", str)],
    )
    def get(self, request: Request) -> Response:
        """From `since` to `until`, both included."""
        span = read(SpanSerializer, request.query_params)
        since, until = span["since"], span["until"]
        plan = queries.days_plan(since, (until - since).days + 1)
        return Response(DutySerializer(plan.by_consultant(), many=True).data)


class RosterNow(APIView):
    """The present status of every consultant, in the printed order."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses=CardSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The same reading the hotline bar and routing use, at most ten seconds old."""
        at = clock.now()
        return Response(CardSerializer(list(queries.roster(at)), many=True, context={"at": at}).data)
