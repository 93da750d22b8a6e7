"""The sheet of an import as its page shows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.leads.models import Lead
from crm.transfer.models import Choice, Import, ImportRow, RememberedColumn, Verdict
from crm.transfer.queries import headings_of
from crm.transfer.rules import columns
from crm.transfer.rules.cells import WORDS
from crm.transfer.rules.columns import Field
from crm.transfer.services import checking
from kit import phones

FIELDS = [("", gettext_lazy("leave out")), *Field.choices]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its words, the field it is written into, and where that comes from."""

    place: int
    words: str
    field: str
    origin: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `state` is error, duplicate, understood or empty; `words` say why."""

    place: int
    text: str
    state: str = ""
    words: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet. `missing` are errors of fields that no column of the sheet holds."""

    row: ImportRow
    cells: list[Cell]
    missing: list[str | Promise] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row whose caller is known, why, and what may be done."""

    row: ImportRow
    reason: str
    choices: list[Choice]


def headings(job: Import) -> list[Heading]:
    """The columns of a sheet, each with its field."""
    words = headings_of(job)
    width = max([len(words), *(len(row.cells) for row in job.rows.filter(sheet=job.sheet)[:50])], default=0)
    keys = [columns.folded(heading) for heading in words]
    kept = dict(RememberedColumn.objects.filter(by=job.by, heading__in=keys).values_list("heading", "field"))
    found = []
    for place in range(width):
        heading = words[place] if place < len(words) else ""
        chosen = job.columns[place] if place < len(job.columns) else ""
        key = columns.folded(heading)
        is_kept = key in kept and kept[key] == chosen
        is_open = not chosen and not is_kept
        origin = _("please choose") if is_open else _("recognised")
        if is_kept:
            origin = _("remembered")
        elif chosen and columns.recognised(heading) != chosen:
            origin = _("chosen")
        found.append(Heading(place, heading, chosen, origin, is_open))
    return found


def lines(job: Import, rows: Iterable[ImportRow], width: int) -> Iterator[Line]:
    """The rows of a page, cell by cell."""
    for row in rows:
        cells = [_cell(job, row, place) for place in range(width)]
        shown = {job.columns[place] for place in range(min(width, len(job.columns)))}
        yield Line(row, cells, [WORDS[code] for name, code in row.errors.items() if name not in shown])


def duplicates(job: Import, rows: Sequence[ImportRow]) -> Iterator[Duplicate]:
    """The duplicates of a page, with what may be done."""
    own = checking.own_leads(rows, job.by)
    for row in rows:
        choices = checking.choices_for(row, is_own=row.known_id is None or row.known_id in own)
        yield Duplicate(row, _reason(row), [choice for choice in Choice if choice in choices])


def _cell(job: Import, row: ImportRow, place: int) -> Cell:
    text = str(row.cells[place]) if place < len(row.cells) else ""
    name = job.columns[place] if place < len(job.columns) else ""
    if code := row.errors.get(name):
        return Cell(place, text, "error", WORDS[code])
    if name == Field.PHONE and name in row.values:
        phone = phones.parse(row.values[name])
        state = "duplicate" if row.verdict == Verdict.DUPLICATE and row.is_same_number else ""
        return Cell(place, phones.mask(phone.e164, phone.extension), state, _reason(row) if state else "")
    if name == Field.NAME and row.verdict == Verdict.DUPLICATE and not row.is_same_number:
        return Cell(place, text, "duplicate", _reason(row))
    if differs := row.differs.get(name):
        return Cell(place, text, "understood", _("read as %(value)s") % {"value": differs})
    return Cell(place, text)


def _reason(row: ImportRow) -> str:
    """Why a row is a duplicate."""
    if row.twin:
        return _("same number as row %(row)s") % {"row": row.twin}
    if row.known is None:
        return ""
    owner = _owner(row.known)
    if row.is_same_number:
        return _("same number as an open lead, %(owner)s") % {"owner": owner}
    return _("same name and organisation as an open lead, another number, %(owner)s") % {"owner": owner}


def _owner(lead: Lead) -> str:
    return lead.owner.name if lead.owner else _("in the pool")
