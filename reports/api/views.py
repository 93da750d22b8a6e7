"""The funnel for machines."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import SeesAllLeads
from consultants.models import Consultant
from kit import clock
from reports.api.serializers import CohortSerializer
from reports.forms import PeriodForm
from reports.funnel import cohort


class FunnelReport(APIView):
    """How far the leads of a period came."""

    permission_classes = (SeesAllLeads,)

    @extend_schema(
        responses=CohortSerializer,
        parameters=[OpenApiParameter(name, str) for name in ("span", "since", "until")],
    )
    def get(self, request: Request) -> Response:
        """Count one period: `span=week|month|quarter|half`, or `span=custom` with `since` and `until`."""
        form = PeriodForm(request.query_params)
        period = form.period(clock.today())
        if not form.is_valid():
            errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
            raise serializers.ValidationError(errors)
        counted = cohort(period)
        names = dict(Consultant.objects.values_list("pk", "name"))
        body = {
            "since": period.since,
            "until": period.until,
            "whole": counted.whole,
            "by_owner": [
                {"owner": owner, "name": names[owner] if owner else None, "funnel": found}
                for owner, found in counted.by_owner.items()
            ],
            "by_source": counted.by_source,
        }
        return Response(CohortSerializer(body).data)
