"""A spreadsheet is read whatever its kind and encoding, and refused in words where it cannot or must not be."""

import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from django.utils import translation

from crm.transfer.errors import UnreadableFile
from crm.transfer.services import reading
from tests.crm.transfer.files import package, xlsx

ROWS = [["姓名", "电话"], ["王主任", "13900000001"]]
TEXT = "姓名,电话\n王主任,13900000001\n"
WORKBOOK = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_any_encoding(encoding):
    assert reading.read("名单.csv", TEXT.encode(encoding))[0].rows == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_text_is_read_with_any_separator(separator):
    assert reading.read("a.csv", TEXT.replace(",", separator).encode())[0].rows == ROWS


def test_a_text_keeps_line_breaks_inside_a_cell():
    rows = reading.read("a.csv", '姓名,备注\n王主任,"一\n二"\n'.encode())[0].rows

    assert rows[1] == ["王主任", "一\n二"]


def test_numbers_and_days_are_read_as_people_see_them():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 13912345678)
        sheet.write_number(0, 1, 46357, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_boolean(0, 2, boolean=True)
        sheet.write_number(0, 3, 45.5)

    assert reading.read("a.xlsx", file.getvalue())[0].rows == [["13912345678", "2026-12-01", "是", "45.5"]]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows():
    sheet = reading.read("a.xlsx", xlsx([[], [], ["姓名", "电话"]]))[0]

    assert sheet.rows[2] == ["姓名", "电话"]


def test_each_sheet_with_anything_in_it_is_read():
    sheets = reading.read("a.xlsx", xlsx(名单=ROWS, 空=[[]], 说明=[["请填写"]]))

    assert [sheet.name for sheet in sheets] == ["名单", "说明"]


def bomb(size):
    return package(**{"xl/workbook.xml": WORKBOOK, "xl/worksheets/sheet1.xml": b"0" * size})


def far_away(place):
    cell = f'<worksheet><sheetData><row><c r="{place}"><v>1</v></c></row></sheetData></worksheet>'
    return package(**{"xl/workbook.xml": WORKBOOK, "xl/worksheets/sheet1.xml": cell})


def lying():
    """A package that says it unpacks to ten bytes."""
    honest = bomb(100_000)
    return honest.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
REFUSED = {
    "a picture called a list": ("a.csv", b"\x89PNG\r\n", "no .csv"),
    "a text called a workbook": ("a.xlsx", TEXT.encode(), "no .xlsx"),
    "a web page called a workbook": ("a.xls", b"<html><table></table></html>", "no .xls"),
    "an OLE file without a book": ("a.xls", OLE + b"\x00" * 600, "no .xls"),
    "a package without a book": ("a.xlsx", package(**{"word/document.xml": "<a/>"}), "no workbook"),
    "another kind": ("a.pdf", b"%PDF-1.7", "Choose an"),
    "a password": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "nothing": ("a.csv", b"  \n", "empty"),
    "an empty sheet": ("a.xlsx", xlsx([[]]), "nothing in this file"),
    "too many bytes": ("a.csv", b"1" * (reading.LARGEST_FILE + 1), "larger than 10 MB"),
    "too many rows": ("a.csv", b"1\n" * (reading.MOST_ROWS + 1), "more than 20,000 rows"),
    "too many columns": ("a.csv", b"1," * 200 + b"1\n", "more than 100 columns"),
    "a bomb": ("a.xlsx", bomb(30 << 20), "unpack"),
    "a package that lies about its size": ("a.xlsx", lying(), "damaged"),
    "a cell in the last row": ("a.xlsx", far_away("A1048576"), "far outside"),
    "a cell in the last column": ("a.xlsx", far_away("XFD1"), "far outside"),
    "a cell whose place is hidden": ("a.xlsx", far_away("&#88;FD1048576"), "damaged"),
    "a torn package": ("a.xlsx", xlsx(ROWS)[:900], "damaged"),
    "a quotation mark that is not closed": ("a.csv", '称呼,电话\n"王主任,1\n李科长,2\n'.encode(), "quotation mark"),
    "no text": ("a.csv", b"\x00\x01\x02\x03" * 50, "no text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_imported_is_refused_in_words(name):
    file, content, words = REFUSED[name]

    with translation.override("en"), pytest.raises(UnreadableFile, match=words):
        reading.read(file, content)


def test_a_bomb_is_given_up_before_it_is_unpacked():
    content = bomb(300 << 20)
    tracemalloc.start()
    with pytest.raises(UnreadableFile):
        reading.read("a.xlsx", content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 20 << 20


def test_a_workbook_with_macros_gives_its_values_alone():
    content = io.BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(content, "a") as book:
        book.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")

    assert reading.read("a.xlsm", content.getvalue())[0].rows == ROWS
