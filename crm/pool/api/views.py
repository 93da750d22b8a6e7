"""The pool over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.leads.api.serializers import LeadSerializer
from crm.leads.models import Lead
from crm.pool.api.serializers import PooledLeadSerializer
from crm.pool.filters import PoolFilter
from crm.pool.queries import pool as pool_queries
from crm.pool.services import pool
from kit.api import NewestFirst


class PoolList(generics.ListAPIView[Lead]):
    """The leads of the pool, filtered like its page."""

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
        """Claim the lead."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        lead, _action = pool.claim(lead.pk, by=person(request))
        return Response(LeadSerializer(lead).data)
