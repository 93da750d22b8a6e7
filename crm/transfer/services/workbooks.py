"""Writing spreadsheets: row by row, and never as formulas."""

import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from crm.transfer.models import Import, Verdict
from crm.transfer.queries import headings_of, of_sheet
from crm.transfer.rules.cells import WORDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Every text stays a text, whatever it begins with.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


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
