"""Organisations over HTTP."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.desk.filters import OrganisationFilter
from crm.leads.models import Organisation, OrganisationActivity
from crm.leads.queries.organisations import may_change
from crm.leads.services import organisation_merging, organisations
from kit.api import NewestFirst, TextField, read

LARGEST_KEY = 2**63 - 1


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation; `keeper` is who was named to look after it."""

    kind = serializers.CharField(read_only=True)
    keeper = serializers.CharField(source="keeper.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Organisation
        fields = ("id", "name", "region", "kind", "keeper")
        read_only_fields = fields


class OrganisationChangeSerializer(serializers.Serializer[Any]):
    """Name and region; what is left out stays."""

    name = TextField(max_length=80, required=False)
    region = TextField(max_length=40, required=False, allow_blank=True)


class OrganisationNoteSerializer(serializers.ModelSerializer[OrganisationActivity]):
    """A note, with its writer."""

    text = TextField(max_length=1000)
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = OrganisationActivity
        fields = ("id", "text", "by", "at")
        read_only_fields = ("id", "at")


class OtherSerializer(serializers.Serializer[Any]):
    """The other organisation."""

    other = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)


class OrganisationList(generics.ListAPIView[Organisation]):
    """All organisations, newest first."""

    serializer_class = OrganisationSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    filterset_class = OrganisationFilter
    queryset: QuerySet[Organisation] = Organisation.objects.kept().select_related("keeper")


class OrganisationDetail(generics.RetrieveAPIView[Organisation]):
    """One organisation."""

    serializer_class = OrganisationSerializer
    permission_classes = (WorksLeads,)
    queryset = Organisation.objects.kept().select_related("keeper")

    @extend_schema(request=OrganisationChangeSerializer, responses=OrganisationSerializer, parameters=[PARAMETER])
    @idempotent
    def patch(self, request: Request, pk: int) -> Response:
        """Change name or region: managers, and who looks after the relation."""
        found = changeable(request, pk)
        now = {"name": found.name, "region": found.region, "keeper": found.keeper}
        organisations.change(pk, by=person(request), **now | read(OrganisationChangeSerializer, request.data))
        return Response(OrganisationSerializer(Organisation.objects.get(pk=pk)).data)


class OrganisationNotes(APIView):
    """Notes about an organisation."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses=OrganisationNoteSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The notes, newest first, also those of organisations merged into it."""
        family = Organisation.objects.family_of(generics.get_object_or_404(Organisation.objects.kept(), pk=pk))
        notes = OrganisationActivity.objects.filter(organisation__in=family, kind="noted", undone_at=None)
        return Response(OrganisationNoteSerializer(notes.select_related("by").order_by("-at", "-pk"), many=True).data)

    @extend_schema(
        request=OrganisationNoteSerializer,
        responses={status.HTTP_201_CREATED: OrganisationNoteSerializer},
        parameters=[PARAMETER],
    )
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Write a note."""
        found = generics.get_object_or_404(Organisation.objects.kept(), pk=pk)
        text = read(OrganisationNoteSerializer, request.data)["text"]
        note = organisations.note(found.pk, text=text, by=person(request))
        return Response(OrganisationNoteSerializer(note).data, status=status.HTTP_201_CREATED)


class OrganisationMerge(APIView):
    """Two organisations that are one."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=OtherSerializer, responses=OrganisationSerializer, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Merge another organisation into this one; both have to be the user's to change."""
        kept = changeable(request, pk)
        other = changeable(request, read(OtherSerializer, request.data)["other"])
        organisation_merging.merge(kept.pk, other_id=other.pk, by=person(request))
        return Response(OrganisationSerializer(Organisation.objects.get(pk=pk)).data)


class OrganisationSplit(APIView):
    """A merged organisation becomes two again."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=OtherSerializer, responses=OrganisationSerializer, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Split an organisation off again that was merged into this one."""
        merged = changeable(request, pk).merged
        other = generics.get_object_or_404(merged, pk=read(OtherSerializer, request.data)["other"])
        return Response(OrganisationSerializer(organisation_merging.split(other.pk, by=person(request))).data)


def changeable(request: Request, pk: int) -> Organisation:
    """The organisation, where the user may change it; else 403, or 404 where there is none."""
    found = generics.get_object_or_404(Organisation.objects.kept().select_related("keeper"), pk=pk)
    if not may_change(found, by=person(request)):
        raise PermissionDenied
    return found
