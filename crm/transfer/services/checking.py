"""Checking the rows of an import: what each says, and whom the system knows already."""

import logging
from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.models import User
from crm.leads.models import Lead, Organisation
from crm.transfer.models import Choice, Import, ImportRow, ImportState, Verdict
from crm.transfer.queries import Caller, caller_of, latest, reached
from crm.transfer.rules import cells
from crm.transfer.rules.columns import Field
from crm.transfer.services import planning
from kit import clock

logger = logging.getLogger(__name__)
BATCH = 1000
CHECKED = ["verdict", "values", "errors", "differs", "known", "twin", "is_same_number", "choice"]


def check(job: Import) -> Import:
    """Check all rows of the chosen sheet of a locked import, which is ready then."""
    rows = list(ImportRow.objects.filter(job=job, sheet=job.sheet).order_by("number"))
    first: dict[Caller, int] = {}
    for start in range(0, len(rows), BATCH):
        _check(job, rows[start : start + BATCH], first)
    ImportRow.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=CHECKED
    )
    job.forecast = planning.forecast(job, [row for row in rows if row.verdict == Verdict.READY], clock.now())
    job.state, job.progress_at = ImportState.READY, clock.now()
    job.save(update_fields=["state", "progress_at", "forecast"])
    return job


def check_next() -> bool:
    """Check the import that has waited longest for it; whether there was one. Two workers never check the same.

    One that cannot be checked waits behind the others, and keeps the error.
    """
    job: Import | None = None
    try:
        with transaction.atomic():
            waiting = Import.objects.filter(state=ImportState.CHECKING).select_related("by")
            job = waiting.order_by("progress_at", "pk").select_for_update(skip_locked=True, of=("self",)).first()
            if job is not None:
                check(job)
    except Exception as error:
        logger.exception("An import could not be checked.")
        Import.objects.filter(pk=job.pk if job else 0).update(progress_at=clock.now(), error=type(error).__name__)
        return False
    return job is not None


def choices_for(row: ImportRow, *, is_own: bool) -> tuple[Choice, ...]:
    """What may be done with a duplicate, the usual first.

    The lead of a colleague is not filled (`is_own`), and one caller has one open lead.
    """
    fill = (Choice.FILL,) if is_own else ()
    if not row.is_same_number:
        return (Choice.CREATE, *fill, Choice.SKIP)
    return (Choice.SKIP, *fill) if row.twin else (*fill, Choice.SKIP)


def own_leads(rows: Iterable[ImportRow], user: User) -> set[int]:
    """The keys of the known leads that a user works on."""
    known = [row.known_id for row in rows if row.known_id]
    return set(Lead.objects.worked_on_by(user, clock.now()).filter(pk__in=known).values_list("pk", flat=True))


def _check(job: Import, rows: Sequence[ImportRow], first: dict[Caller, int]) -> None:
    for row in rows:
        _understand(job, row)
    readable = [row for row in rows if row.verdict == Verdict.READY]
    callers = {row.pk: caller_of(row.values) for row in readable}
    by_caller = latest(lead for lead in reached(callers.values()) if lead.is_open)
    by_name = _by_name(readable)
    for row in readable:
        caller = callers[row.pk]
        if lead := by_caller.get(caller):
            row.known, row.is_same_number = lead, True
        elif (twin := first.setdefault(caller, row.number)) != row.number:
            row.twin, row.is_same_number = twin, True
        elif lead := by_name.get((row.values[Field.NAME], _organisation_key(row))):
            row.known, row.is_same_number = lead, False
        else:
            row.choice = ""
    own = own_leads(readable, job.by)
    for row in readable:
        if row.known_id or row.twin:
            row.verdict = Verdict.DUPLICATE
            choices = choices_for(row, is_own=row.known_id is None or row.known_id in own)
            row.choice = row.choice if row.choice in choices else choices[0]


def _understand(job: Import, row: ImportRow) -> None:
    """Judge a row by itself."""
    row.values, row.errors, row.differs, row.known, row.twin = {}, {}, {}, None, None
    written = {field: cell for field, cell in zip(job.columns, row.cells, strict=False) if field and cell}
    if row.number <= job.heading_row:
        row.verdict = Verdict.TITLE if any(row.cells) else Verdict.EMPTY
    elif not written:
        row.verdict = Verdict.EMPTY
    else:
        found = cells.understand(written)
        row.values, row.errors, row.differs = found.values, found.errors, found.differs
        row.verdict = Verdict.ERROR if found.errors else Verdict.READY
    if row.verdict != Verdict.READY:
        row.choice = ""


def _organisation_key(row: ImportRow) -> str:
    return Organisation.key_of(row.values.get(Field.ORGANISATION, ""))


def _by_name(rows: Iterable[ImportRow]) -> dict[tuple[str, str], Lead]:
    """Open leads by name and organisation, of those that the rows name."""
    named = [(row.values[Field.NAME], key) for row in rows if (key := _organisation_key(row))]
    leads = Lead.objects.open().filter(
        name__in={name for name, _key in named}, organisation__key__in={key for _name, key in named}
    )
    keyed = leads.order_by("asked_at", "pk").select_related("organisation")
    return {(lead.name, lead.organisation.key): lead for lead in keyed if lead.organisation}
