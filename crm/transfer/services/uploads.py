"""Taking a spreadsheet in, and what the user decides about it before anything is written."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from crm.transfer.errors import ChoiceNotAllowed, NotInThisState
from crm.transfer.models import Choice, Import, ImportRow, ImportState, RememberedColumn, Verdict
from crm.transfer.queries import headings_of, of_sheet
from crm.transfer.rules import columns
from crm.transfer.services import checking, reading
from kit import clock, jobs, text

# Cells hold names and numbers of people, so they are kept no longer than a user may want to correct the file.
KEPT_FOR = timedelta(days=30)
BATCH = 1000
# More rows are checked by a worker, so that the page answers at once.
CHECKED_AT_ONCE = 600
MOST_BYTES = reading.LARGEST_FILE


@transaction.atomic
def take(*, name: str, content: bytes, by: User, at: datetime | None = None) -> Import:
    """Keep the cells of a file, guess its headings, and check its rows. Raises UnreadableFile."""
    at = at or clock.now()
    sheets = reading.read(name, content)
    job = Import.objects.create(
        by=by,
        file_name=text.clean(name)[-120:],
        sheets=[sheet.name for sheet in sheets],
        created_at=at,
        progress_at=at,
    )
    for place, sheet in enumerate(sheets):
        rows = (
            ImportRow(job=job, sheet=place, number=number, cells=cells) for number, cells in enumerate(sheet.rows, 1)
        )
        ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    return choose_sheet(job.pk, sheet=max(range(len(sheets)), key=lambda place: _likeness(sheets[place].rows)))


def _likeness(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Sorts sheets by how much they look like a list of people: known headings, then rows."""
    known = [len({columns.recognised(cell) for cell in row} - {None}) for row in rows[: columns.TITLE_ROWS]]
    return max(known, default=0), len(rows)


@transaction.atomic
def choose_sheet(import_id: int, *, sheet: int) -> Import:
    """Work on another sheet: its headings are guessed, its rows checked. Raises NotInThisState."""
    job = lock_open(import_id)
    job.sheet = sheet
    first = of_sheet(job).order_by("number")[: columns.TITLE_ROWS]
    return _with_headings(job, columns.heading_row((row.number, row.cells) for row in first))


@transaction.atomic
def choose_heading_row(import_id: int, *, number: int) -> Import:
    """Take the headings from another row; 0 where the sheet has none. Raises NotInThisState."""
    return _with_headings(lock_open(import_id), number)


@transaction.atomic
def match(import_id: int, *, fields: Sequence[str], remember: bool) -> Import:
    """Match the columns anew, and remember it for these headings. Raises NotInThisState."""
    job = lock_open(import_id)
    job.columns = list(fields)
    if remember:
        headings = [columns.folded(heading) for heading in headings_of(job)]
        RememberedColumn.objects.bulk_create(
            {
                heading: RememberedColumn(by=job.by, heading=heading[:80], field=field)
                for heading, field in zip(headings, fields, strict=False)
                if heading
            }.values(),
            update_conflicts=True,
            unique_fields=["by", "heading"],
            update_fields=["field"],
        )
    return _checked_anew(job)


@transaction.atomic
def correct(import_id: int, *, number: int, column: int, to: str) -> Import:
    """Write another text into one cell of the stored rows, and check again. Raises NotInThisState."""
    job = lock_open(import_id)
    row = of_sheet(job).filter(number=number).first()
    if row is None:
        raise NotInThisState
    row.cells += [""] * (column + 1 - len(row.cells))
    row.cells[column] = text.clean(to).strip()[: reading.LONGEST_CELL]
    row.save(update_fields=["cells"])
    return _checked_anew(job)


@transaction.atomic
def choose(import_id: int, *, choice: Choice, number: int | None = None) -> None:
    """Decide what is done with one duplicate, or with all that allow it. Raises NotInThisState, ChoiceNotAllowed."""
    job = lock_open(import_id)
    duplicates = of_sheet(job).filter(verdict=Verdict.DUPLICATE)
    if number is not None:
        duplicates = duplicates.filter(number=number)
    own = checking.own_leads(duplicates, job.by)
    rows = [
        row
        for row in duplicates
        if choice in checking.choices_for(row, is_own=row.known_id is None or row.known_id in own)
    ]
    if number is not None and not rows:
        raise ChoiceNotAllowed
    duplicates.filter(pk__in=[row.pk for row in rows]).update(choice=choice)


def forget(at: datetime) -> int:
    """Delete the cells of old imports; how many rows. What was imported stays on record."""
    old = ImportRow.objects.filter(job__created_at__lt=at - KEPT_FOR).exclude(
        job__state__in=[ImportState.RUNNING, ImportState.FAILED]
    )
    return old.delete()[0]


def lock_open(import_id: int) -> Import:
    """An import that is not begun yet, locked. Raises NotInThisState."""
    job = Import.objects.select_for_update(of=("self",)).select_related("by").get(pk=import_id)
    if job.state not in {ImportState.CHECKING, ImportState.READY}:
        raise NotInThisState
    return job


def _with_headings(job: Import, number: int) -> Import:
    """Guess the columns by the headings of a row, or by what was remembered of them."""
    job.heading_row = number
    headings = headings_of(job)
    keys = [columns.folded(heading) for heading in headings]
    kept = RememberedColumn.objects.filter(by=job.by, heading__in=[key for key in keys if key])
    job.columns = columns.matched(headings, dict(kept.values_list("heading", "field")))
    return _checked_anew(job)


def _checked_anew(job: Import) -> Import:
    """Check the rows: now where there are few, else soon by a worker."""
    job.state, job.progress_at = ImportState.CHECKING, clock.now()
    job.save()
    if of_sheet(job).count() <= CHECKED_AT_ONCE:
        return checking.check(job)
    jobs.enqueue("transfer.work")
    return job
