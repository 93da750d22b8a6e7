"""Spreadsheets for tests: bytes of a real .xlsx, or of one that is forged."""

import io
import zipfile

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.transfer.models import ExportedList, Import
from crm.transfer.services import exports, running, uploads

HEADINGS = ["联系人", "职务", "单位（全称）", "联系电话", "人数(约)", "意向班次时间", "招生会编号"]
TITLES = [["2026 年秋季招生会意向单位登记表"], ["填报人：会务组　日期：11 月 22 日"]]


def xlsx(*sheets, **named):
    """A workbook of these sheets, each a list of rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        pairs = [(None, rows) for rows in sheets] + list(named.items())
        for name, rows in pairs:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def people(count, *, first=0):
    """Rows that can all be imported."""
    return [
        [
            f"王{number}主任",
            "科长",
            f"第{number // 3}中学",
            f"138{number:08d}",
            40 + number % 20,
            "12月",
            f"ZS-{number}",
        ]
        for number in range(first, first + count)
    ]


def file_of(rows, name="名单.xlsx"):
    """A workbook as a browser uploads it."""
    return SimpleUploadedFile(name, xlsx(rows))


def looked_at(user, *rows):
    """An import of a user that waits to be confirmed: a row that is ready, and the same caller again."""
    return uploads.take(name="名单.xlsx", content=xlsx([HEADINGS, *(rows or people(1) * 2)]), by=user)


def begun(job, state):
    """The import with its first batch done, in this state."""
    running.start(job.pk, consultant=None, by=job.by)
    running.run_next()
    Import.objects.filter(pk=job.pk).update(state=state)
    return job


def asked_for(user):
    """An export with full numbers that a consultant has asked for."""
    return exports.ask(what=ExportedList.LEADS, is_unmasked=True, reason="寄教材", by=user)


def written(user, **asked):
    """An export of a user that is ready."""
    export = exports.ask(what=asked.pop("what", ExportedList.LEADS), by=user, **asked)
    exports.write_next()
    export.refresh_from_db()
    return export


def package(**parts):
    """A zip with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()
