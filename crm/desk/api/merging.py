"""Merging and splitting leads over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.leads.api.serializers import LeadSerializer
from crm.leads.models import Lead
from crm.leads.rules.details import DETAILS
from crm.leads.services import merging
from kit.api import read

LARGEST_KEY = 2**63 - 1


class MergeSerializer(serializers.Serializer[Any]):
    """The lead that is merged into this one, and the details taken from it; all others stay as they are here."""

    other = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    taken = serializers.ListField(child=serializers.ChoiceField(choices=DETAILS), required=False, default=list)


class SplitSerializer(serializers.Serializer[Any]):
    """The lead that was merged into this one."""

    other = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)


class LeadMerge(APIView):
    """Two leads of one visitor become one."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=MergeSerializer, responses=LeadSerializer, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Merge another lead into this one; both have to be the user's own, a manager's are all."""
        own = Lead.objects.on_desk_of(request.user).counted()
        lead, asked = generics.get_object_or_404(own, pk=pk), read(MergeSerializer, request.data)
        other = generics.get_object_or_404(own, pk=asked["other"])
        lead, _action = merging.merge(lead.pk, other_id=other.pk, taken=asked["taken"], by=person(request))
        return Response(LeadSerializer(lead).data)


class LeadSplit(APIView):
    """A merged lead becomes two again."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=SplitSerializer, responses=LeadSerializer, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Split a lead off again, as it was; what was written since stays with this one."""
        lead = generics.get_object_or_404(Lead.objects.on_desk_of(request.user), pk=pk)
        other_id = read(SplitSerializer, request.data)["other"]
        merged = generics.get_object_or_404(Lead.all_objects.filter(merged_into=lead), pk=other_id)
        _lead, other = merging.split(merged.pk, by=person(request))
        return Response(LeadSerializer(other).data)
