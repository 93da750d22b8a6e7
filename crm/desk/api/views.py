"""Leads over HTTP."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.desk.api.serializers import CallSerializer, ChangesSerializer, LeadDetailSerializer
from crm.desk.filters import LeadFilter
from crm.leads.api.serializers import LeadSerializer
from crm.leads.models import Activity, Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import details, leads
from crm.leads.services.tasks import NextStep
from kit.api import NewestFirst, read


class LeadList(generics.ListAPIView[Lead]):
    """A consultant's own leads, newest first; a manager's are all."""

    serializer_class = LeadSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    filterset_class = LeadFilter
    queryset = Lead.objects.none()

    def get_queryset(self) -> QuerySet[Lead]:
        """The leads of this user's desk."""
        return Lead.objects.on_desk_of(self.request.user).counted().select_related("organisation", "owner")


class LeadDetail(generics.RetrieveAPIView[Lead]):
    """One lead with its timeline."""

    serializer_class = LeadDetailSerializer
    permission_classes = (WorksLeads,)
    queryset = Lead.objects.none()

    def get_queryset(self) -> QuerySet[Lead]:
        """The leads this user may see."""
        timeline = Prefetch("activities", Activity.objects.all().timeline(), to_attr="timeline")
        visible = Lead.objects.visible_to(self.request.user)
        return visible.select_related("organisation", "owner").prefetch_related(timeline)

    @extend_schema(request=ChangesSerializer, responses=LeadSerializer, parameters=[PARAMETER])
    @idempotent
    def patch(self, request: Request, pk: int) -> Response:
        """Change details. A detail that a colleague has changed meanwhile is a conflict, and nothing is changed."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        changes = read(ChangesSerializer, request.data)
        was = changes.pop("was", {})
        changed, _action = details.change_all(lead.pk, changes=changes, was=was, by=person(request))
        return Response(LeadSerializer(changed).data)


class LeadCalls(APIView):
    """Calls with one lead."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=CallSerializer, responses={status.HTTP_201_CREATED: LeadSerializer}, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Log how a call went."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        call = read(CallSerializer, request.data)
        outcome, note = Outcome(call["outcome"]), call.get("note", "")
        then = NextStep(call["next_step_at"], call.get("next_step_note", "")) if "next_step_at" in call else None
        lead, _action = leads.log_call(lead.pk, outcome=outcome, note=note, then=then, by=person(request))
        return Response(LeadSerializer(lead).data, status=status.HTTP_201_CREATED)
