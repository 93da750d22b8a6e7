"""Reading a spreadsheet: what the file really is, whether it is safe to open, and the cells as text."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

import python_calamine
from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from crm.transfer.errors import UnreadableFile

MIB = 1 << 20
LARGEST_FILE = 10 * MIB
# What a workbook may unpack to, and how much denser than its package; ordinary ones stay below 20.
LARGEST_UNPACKED, DENSEST = 200 * MIB, 250
MOST_PARTS = 1000
MOST_ROWS, MOST_COLUMNS = 20_000, 100
LONGEST_CELL = 2000
ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
# Names of streams inside an OLE file.
ENCRYPTED, OLD_BOOKS = (
    "EncryptedPackage".encode("utf-16-le"),
    ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le")),
)
KINDS = {".xlsx": ZIP, ".xlsm": ZIP, ".xls": OLE, ".csv": b""}
SHEET = re.compile(r"xl/worksheets/.+\.xml", re.IGNORECASE)
# Every cell with content: its column and row. calamine makes room for the whole rectangle that they span.
CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([^"']{0,24})["'][^>]*(?<!/)>""")
PLACE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
CHUNK = 256 * 1024
LONGEST_TAG = 400


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and the cells of each row as text, without empty columns at the end."""

    name: str
    rows: list[list[str]]


def read(name: str, content: bytes) -> list[Sheet]:
    """The sheets that hold anything. Raises UnreadableFile, which says why and what to do."""
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        raise UnreadableFile(_("Choose an .xlsx, .xls or .csv file."))
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(_("The file is larger than %(most)s MB. Split it.") % {"most": LARGEST_FILE // MIB})
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if content.startswith(OLE) and ENCRYPTED in content:
        raise UnreadableFile(_("The file is protected by a password. Save it without one and upload it again."))
    _check_kind(ending, content)
    sheets = [Sheet(_("Table"), list(_csv_rows(content)))] if ending == ".csv" else _book(content)
    sheets = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not sheets:
        raise UnreadableFile(_("There is nothing in this file."))
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise UnreadableFile(_("The file has more than %(most)s rows. Split it.") % {"most": f"{MOST_ROWS:,}"})
    if any(len(row) > MOST_COLUMNS for sheet in sheets for row in sheet.rows):
        raise UnreadableFile(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    return sheets


def _check_kind(ending: str, content: bytes) -> None:
    """Refuse what is not what its name says. Raises UnreadableFile."""
    signature = KINDS[ending]
    is_text = not content.startswith((ZIP, OLE, b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc"))
    fits = content.startswith(signature) if signature else is_text
    if ending == ".xls" and fits:
        fits = any(stream in content for stream in OLD_BOOKS)
    if not fits:
        words = _("The file is no %(ending)s file, whatever its name says. Open it and save it as .xlsx.")
        raise UnreadableFile(words % {"ending": ending})
    if signature == ZIP:
        _check_package(content)


def _check_package(content: bytes) -> None:
    """Refuse a package that would unpack to too much, before a reader opens it. Raises UnreadableFile."""
    damaged = UnreadableFile(_("The file is damaged. Open it and save it again."))
    too_much = UnreadableFile(_("The file would unpack to more than can be read. Copy the rows into a new file."))
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise damaged from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableFile(_("The file is no workbook, whatever its name says. Save it as .xlsx."))
    if len(parts) > MOST_PARTS:
        raise too_much
    total = 0
    for part in parts:
        last = b""
        size = 0
        try:
            for piece in _unpacked(content, part):
                size, total = size + len(piece), total + len(piece)
                if total > LARGEST_UNPACKED or total > DENSEST * len(content) + MIB:
                    raise too_much
                if SHEET.fullmatch(part.filename):
                    _check_places(last + piece)
                    last = piece[-LONGEST_TAG:]
        except (zlib.error, ValueError):
            raise damaged from None
        if size != part.file_size:
            raise damaged


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of one part in pieces, however many there are: what the package says of its size is not believed."""
    head = part.header_offset
    start = head + 30 + int.from_bytes(content[head + 26 : head + 28], "little")
    start += int.from_bytes(content[head + 28 : head + 30], "little")
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED or part.flag_bits & 1:
        raise ValueError(part.filename)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not unpacker.eof:
        piece = unpacker.decompress(packed, CHUNK)
        packed = unpacker.unconsumed_tail
        if not piece and not packed:
            break
        yield piece
    yield unpacker.flush()


def _check_places(xml: bytes) -> None:
    for place in CELL.findall(xml):
        found = PLACE.fullmatch(place)
        if found is None:
            raise ValueError(place)
        column = 0
        for letter in found.group(1).upper():
            column = column * 26 + letter - 64
        if int(found.group(2)) > 2 * MOST_ROWS or column > MOST_COLUMNS:
            words = _("The file has a cell far outside the table (%(place)s). Copy the rows into a new file.")
            raise UnreadableFile(words % {"place": place.decode()})


def _book(content: bytes) -> list[Sheet]:
    """The sheets of a workbook; macros are never looked at. Raises UnreadableFile."""
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            named = [one.name for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
            return [Sheet(name[:60], list(_sheet_rows(book, name))) for name in named]
    except python_calamine.PasswordError:
        raise UnreadableFile(
            _("The file is protected by a password. Save it without one and upload it again.")
        ) from None
    except python_calamine.CalamineError:
        raise UnreadableFile(_("The file is damaged. Open it and save it again.")) from None


def _sheet_rows(book: python_calamine.CalamineWorkbook, name: str) -> Iterator[list[str]]:
    """The rows with their place in the sheet kept: empty ones above and between count."""
    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
        yield _trimmed([_text(cell) for cell in row])


def _text(cell: object) -> str:
    """A cell as its reader sees it."""
    match cell:
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer() and abs(cell) < 10**15:
            return str(int(cell))
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case date() | time() | timedelta():
            return str(cell)
    return str(cell).replace("\x00", "").strip()[:LONGEST_CELL]


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    """The rows of a text, whatever its encoding and its separator. Raises UnreadableFile."""
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield _trimmed([cell.strip()[:LONGEST_CELL] for cell in row])
    except csv.Error:
        words = _("A quotation mark is not closed, or a cell is too long. Open the file and save it again.")
        raise UnreadableFile(words) from None


def _decoded(content: bytes) -> str:
    has_mark_of_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if has_mark_of_utf_16 else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    best = from_bytes(content).best()
    if best is None or "\x00" in str(best):
        raise UnreadableFile(_("The file is no text. Save it as .xlsx, or as .csv in UTF-8."))
    return str(best)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
