"""Imports with their rows, and what is remembered of columns."""

from crm.transfer.models.imports import Choice, Import, ImportState, RememberedColumn
from crm.transfer.models.row import ImportRow, Result, Verdict

__all__ = ["Choice", "Import", "ImportRow", "ImportState", "RememberedColumn", "Result", "Verdict"]
