"""Writing spreadsheets: row by row, and never as formulas."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from crm.transfer.models import Format, Import, Verdict
from crm.transfer.queries import headings_of, of_sheet
from crm.transfer.rules.cells import WORDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# A cell that begins so is run by a spreadsheet that opens a .csv, or an .xlsx saved as one.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Every text stays a text, whatever it begins with.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


@contextmanager
def writer(path: Path, file_format: Format) -> Iterator[Callable[[Sequence[Any]], object]]:
    """What writes one row after the other into a file, which is whole when the context ends."""
    if file_format == Format.CSV:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            yield lambda cells: rows.writerow([_text(cell) for cell in cells])
        return
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        sheet, places = book.add_worksheet(), count()
        yield lambda cells: _write_row(sheet, next(places), cells)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else neutral(str(cell))


def _write_row(sheet: Any, number: int, cells: Sequence[Any]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(number, column, cell)
        elif text := _text(cell):
            sheet.write_string(number, column, text)


def wrong_rows(job: Import) -> bytes:
    """The rows with errors under their headings, with a column that says what is wrong in each."""
    return _written(_with_reasons(job))


def _with_reasons(job: Import) -> Iterator[Sequence[str]]:
    headings = headings_of(job)
    yield [*headings, _("What is wrong")]
    for row in of_sheet(job).filter(verdict=Verdict.ERROR).iterator():
        cells = [*row.cells, *[""] * (len(headings) - len(row.cells))]
        yield [*cells, " ".join(str(WORDS[code]) for code in row.errors.values())]


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return file.getvalue()
