"""Imports with their rows, what is remembered of columns, and exports with their downloads."""

from crm.transfer.models.export import Download, Export, ExportedList, ExportState, Format
from crm.transfer.models.imports import Choice, Import, ImportState, RememberedColumn
from crm.transfer.models.row import ImportRow, Result, Verdict

__all__ = [
    "Choice",
    "Download",
    "Export",
    "ExportState",
    "ExportedList",
    "Format",
    "Import",
    "ImportRow",
    "ImportState",
    "RememberedColumn",
    "Result",
    "Verdict",
]
