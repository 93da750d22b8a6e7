"""Imports and exports as JSON."""

from typing import Any

from rest_framework import serializers

from consultants.models import Consultant
from crm.transfer import queries
from crm.transfer.models import Export, ExportedList, Format, Import
from kit.api import TextField


class ImportSerializer(serializers.ModelSerializer[Import]):
    """An import; `columns` holds the field of each column, empty for one left out."""

    by = serializers.CharField(source="by.username")
    sheet = serializers.CharField(source="sheet_name")
    columns = serializers.ListField(child=serializers.CharField(allow_blank=True))

    class Meta:
        model = Import
        fields = ("id", "file_name", "by", "state", "sheet", "heading_row", "columns", "created_at", "error")
        read_only_fields = fields


class ImportDetailSerializer(ImportSerializer):
    """An import with its rows counted: by what the check says of them, and by what became of them."""

    verdicts = serializers.SerializerMethodField()
    results = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField(help_text="Leads that stayed when the import was taken back.")

    class Meta(ImportSerializer.Meta):
        fields = (*ImportSerializer.Meta.fields, "verdicts", "results", "left")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_verdicts(self, job: Import) -> dict[str, int]:
        """How many rows are ready, duplicates, wrong, empty or titles."""
        return queries.counts(job).verdicts

    def get_results(self, job: Import) -> dict[str, int]:
        """How many rows became new leads, filled gaps, or were left out."""
        return queries.counts(job).results

    def get_left(self, job: Import) -> list[str]:
        """The names of leads that stayed."""
        return queries.left(job)


class UploadSerializer(serializers.Serializer[Any]):
    """A spreadsheet (.xlsx, .xls or .csv)."""

    file = serializers.FileField(max_length=120)


class StartSerializer(serializers.Serializer[Any]):
    """Whose the leads become; null for whom routing chooses."""

    consultant = serializers.PrimaryKeyRelatedField(
        queryset=Consultant.objects.active(), allow_null=True, required=False, default=None
    )


class ExportSerializer(serializers.ModelSerializer[Export]):
    """An export; `query` is what narrows its list, `expires_at` when its file is deleted."""

    by = serializers.CharField(source="by.username")
    expires_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Export
        fields = (
            "id", "by", "what", "query", "format", "is_unmasked", "reason", "state", "row_count", "written",
            "created_at", "done_at", "expires_at", "error",
        )  # fmt: skip
        read_only_fields = fields


class ExportAskSerializer(serializers.Serializer[Any]):
    """Which list, what narrows it (the query string of its page), and as what kind of file."""

    what = serializers.ChoiceField(choices=ExportedList.choices)
    query = TextField(max_length=1000, required=False, default="", allow_blank=True)
    file_format = serializers.ChoiceField(choices=Format.choices, required=False, default=Format.XLSX)
    is_unmasked = serializers.BooleanField(required=False, default=False)
    reason = TextField(max_length=200, required=False, default="", allow_blank=True)
