"""Leads over HTTP."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WorksLeads, person
from accounts.idempotency import PARAMETER, idempotent
from crm.desk.api.serializers import LeadDetailSerializer
from crm.desk.filters import LeadFilter
from crm.intake.api.serializers import CallSerializer
from crm.leads.api.serializers import LeadSerializer
from crm.leads.models import Activity, Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads
from kit.api import NewestFirst, read


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
