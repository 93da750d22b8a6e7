"""Saved views of the list of leads, and the tags in use, over HTTP."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.desk.filters import LeadFilter, known_query
from crm.desk.models import SavedView
from crm.desk.queries.lead_list import tags_lately
from crm.desk.services import saved_views
from kit.api import TextField, read


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """A view: `query` are the parameters of `/api/v1/leads/`; `is_own` says whether it may be changed."""

    is_own = serializers.BooleanField(read_only=True)

    class Meta:
        model = SavedView
        fields = ("id", "name", "query", "is_shared", "is_own")
        read_only_fields = fields


class NewViewSerializer(serializers.Serializer[Any]):
    """The name of a view, and what it is narrowed by."""

    name = TextField(max_length=20)
    query = TextField(max_length=1000, allow_blank=True)
    is_shared = serializers.BooleanField(default=False)

    def validate_query(self, query: str) -> str:
        """The parameters that the list knows."""
        known = known_query(QueryDict(query))
        if errors := LeadFilter(QueryDict(known)).errors:
            raise serializers.ValidationError([error for of_field in errors.values() for error in of_field])
        return known


class SavedViews(APIView):
    """The views of the list of leads."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses=SavedViewSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The own views and those that colleagues share."""
        views = SavedView.objects.visible_to(person(request))
        return Response(SavedViewSerializer(views, many=True).data)

    @extend_schema(
        request=NewViewSerializer, responses={status.HTTP_201_CREATED: SavedViewSerializer}, parameters=[PARAMETER]
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Keep a view."""
        kept = saved_views.keep(**read(NewViewSerializer, request.data), by=person(request))
        view = SavedView.objects.visible_to(person(request)).get(pk=kept.pk)
        return Response(SavedViewSerializer(view).data, status=status.HTTP_201_CREATED)


class SavedViewDetail(APIView):
    """One of the own views."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses={status.HTTP_204_NO_CONTENT: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Remove the view."""
        own = SavedView.objects.of(person(request)).filter(removed_at=None)
        saved_views.remove(generics.get_object_or_404(own, pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Tags(APIView):
    """Tags."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses={status.HTTP_200_OK: serializers.ListSerializer(child=serializers.CharField())})
    def get(self, request: Request) -> Response:
        """The tags of the latest leads of this user's desk; those of one lead are changed with its details."""
        return Response(tags_lately(person(request)))
