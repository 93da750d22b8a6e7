"""Imports and exports over HTTP."""

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.transfer.api.serializers import (
    ExportAskSerializer,
    ExportSerializer,
    ImportDetailSerializer,
    ImportSerializer,
    StartSerializer,
    UploadSerializer,
)
from crm.transfer.models import Export, ExportedList, Format, Import
from crm.transfer.services import exports, running, taking_back, uploads
from kit import throttle
from kit.api import NewestFirst, read


class ImportList(generics.ListAPIView[Import]):
    """Imports: a user's own, a manager's are all."""

    serializer_class = ImportSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    parser_classes = (MultiPartParser,)
    queryset = Import.objects.none()

    def get_queryset(self) -> QuerySet[Import]:
        """The imports this user may see."""
        return Import.objects.visible_to(self.request.user).select_related("by")

    @extend_schema(request=UploadSerializer, responses={status.HTTP_201_CREATED: ImportDetailSerializer})
    def post(self, request: Request) -> Response:
        """Upload a spreadsheet: its columns are recognised and its rows checked; no lead is written."""
        file = read(UploadSerializer, request.data)["file"]
        job = uploads.take(name=file.name, content=file.read(uploads.MOST_BYTES + 1), by=person(request))
        return Response(ImportDetailSerializer(job).data, status=status.HTTP_201_CREATED)


class ImportDetail(generics.RetrieveAPIView[Import]):
    """One import with its rows counted."""

    serializer_class = ImportDetailSerializer
    permission_classes = (WorksLeads,)
    queryset = Import.objects.none()

    def get_queryset(self) -> QuerySet[Import]:
        """The imports this user may see."""
        return Import.objects.visible_to(self.request.user).select_related("by", "action")


class ImportStart(APIView):
    """The last step of an import."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=StartSerializer, responses={200: ImportDetailSerializer}, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Begin to import the rows that are ready; of a consultant only to the own desk or by routing."""
        job = generics.get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
        consultant = read(StartSerializer, request.data)["consultant"]
        job = running.start(job.pk, consultant=consultant, by=person(request))
        return Response(ImportDetailSerializer(job).data)


class ImportTakeBack(APIView):
    """The undoing of an import."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=None, responses={200: ImportDetailSerializer}, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Take the import back; leads that something has happened to stay, and are named."""
        job = generics.get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
        taking_back.take_back(job.pk, by=person(request))
        job = Import.objects.select_related("by", "action").get(pk=pk)
        return Response(ImportDetailSerializer(job).data)


class ExportList(generics.ListAPIView[Export]):
    """Exports: a user's own, a manager's are all."""

    serializer_class = ExportSerializer
    permission_classes = (WorksLeads,)
    pagination_class = NewestFirst
    queryset = Export.objects.none()

    def get_queryset(self) -> QuerySet[Export]:
        """The exports this user may see."""
        return Export.objects.visible_to(self.request.user).select_related("by")

    @extend_schema(
        request=ExportAskSerializer, responses={status.HTTP_201_CREATED: ExportSerializer}, parameters=[PARAMETER]
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask for a list as a file; a consultant's full numbers wait for a manager."""
        asked = read(ExportAskSerializer, request.data)
        what, file_format = ExportedList(asked.pop("what")), Format(asked.pop("file_format"))
        export = exports.ask(what=what, file_format=file_format, **asked, by=person(request))
        return Response(ExportSerializer(export).data, status=status.HTTP_201_CREATED)


class ExportDetail(generics.RetrieveAPIView[Export]):
    """One export and how far it is."""

    serializer_class = ExportSerializer
    permission_classes = (WorksLeads,)
    queryset = Export.objects.none()

    def get_queryset(self) -> QuerySet[Export]:
        """The exports this user may see."""
        return Export.objects.visible_to(self.request.user).select_related("by")


class ExportFile(APIView):
    """The file of an export."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    def get(self, request: Request, pk: int) -> FileResponse:
        """The file, for the owner alone; each download is written down."""
        export = generics.get_object_or_404(Export.objects.filter(by=person(request)), pk=pk)
        exports.download(export, by=person(request), address=throttle.address(request))
        return FileResponse(
            export.file.open("rb"),
            as_attachment=True,
            filename=export.download_name,
            content_type="application/octet-stream",
        )
