"""The files of a lead over HTTP."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WorksLeads, person
from crm.attachments.http import handed_out
from crm.attachments.models import Attachment
from crm.attachments.services import files
from crm.leads.models import Lead
from kit import clock, throttle
from kit.api import read


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file of a lead."""

    by = serializers.CharField(source="by.username")

    class Meta:
        model = Attachment
        fields = ("id", "name", "size", "by", "at")
        read_only_fields = fields


class NewAttachmentSerializer(serializers.Serializer[Attachment]):
    """One file."""

    file = serializers.FileField(max_length=250)


def _lead(request: Request, pk: int) -> Lead:
    return generics.get_object_or_404(Lead.objects.worked_on_by(person(request), clock.now()), pk=pk)


class LeadFiles(APIView):
    """The files of a lead."""

    permission_classes = (WorksLeads,)
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=AttachmentSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The files, the newest first."""
        return Response(AttachmentSerializer(Attachment.objects.of(_lead(request, pk)), many=True).data)

    @extend_schema(request=NewAttachmentSerializer, responses={status.HTTP_201_CREATED: AttachmentSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Keep a file with the lead; its content must be what its name says."""
        lead, file = _lead(request, pk), read(NewAttachmentSerializer, request.data)["file"]
        (kept,), _action = files.add(lead.pk, uploads=[file], by=person(request))
        return Response(AttachmentSerializer(kept).data, status=status.HTTP_201_CREATED)


class LeadFile(APIView):
    """One file of a lead."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    def get(self, request: Request, pk: int, attachment_id: int) -> FileResponse:
        """The content; each download is written down."""
        found = generics.get_object_or_404(Attachment.objects.of(_lead(request, pk)), pk=attachment_id)
        return handed_out(found, by=person(request), address=throttle.address(request))

    @extend_schema(responses={status.HTTP_204_NO_CONTENT: None})
    def delete(self, request: Request, pk: int, attachment_id: int) -> Response:
        """Remove the file."""
        lead = _lead(request, pk)
        found = generics.get_object_or_404(Attachment.objects.of(lead), pk=attachment_id)
        files.remove(lead.pk, attachment_id=found.pk, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
