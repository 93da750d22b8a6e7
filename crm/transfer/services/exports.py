"""Exports: asked for by a user, allowed by a manager where numbers are shown in full, written by a worker."""

import logging
import secrets
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import inbox
from crm.transfer.errors import DownloadGone, FilterUnreadable, NotInThisState, ReasonMissing, TooManyRows
from crm.transfer.models import Download, Export, ExportedList, ExportState, Format
from crm.transfer.services import lists, workbooks
from kit import clock, jobs, language

MOST_ROWS = 200_000
# So many rows between two reports of progress.
STEP = 2000
logger = logging.getLogger(__name__)


@transaction.atomic
def ask(
    *,
    what: ExportedList,
    query: str = "",
    file_format: Format = Format.XLSX,
    is_unmasked: bool = False,
    reason: str = "",
    by: User,
    at: datetime | None = None,
) -> Export:
    """Ask for a list as a file; full numbers need a reason, and of a consultant the word of a manager.

    Raises ReasonMissing, FilterUnreadable, TooManyRows.
    """
    at = at or clock.now()
    if is_unmasked and not reason.strip():
        raise ReasonMissing
    needs_manager = is_unmasked and not by.sees_all_leads
    export = Export(
        by=by,
        what=what,
        query=narrowing(what, query),
        format=file_format,
        is_unmasked=is_unmasked,
        reason=reason.strip(),
        decided_by=by if is_unmasked and not needs_manager else None,
        state=ExportState.ASKED if needs_manager else ExportState.QUEUED,
        created_at=at,
        progress_at=at,
    )
    if not lists.filters_of(export, at).is_valid():
        raise FilterUnreadable
    if lists.rows_of(export, at)[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise TooManyRows
    export.save(force_insert=True)
    if needs_manager:
        _tell(export, NoticeKind.EXPORT_ASKED, inbox.managers(), by=by, at=at, text=export.reason)
    jobs.enqueue("transfer.work")
    return export


def narrowing(what: ExportedList, query: str) -> str:
    """The part of an address that narrows the list."""
    known = {*lists.LISTS[what].filters.base_filters, "sort"}
    return urlencode([(name, value) for name, value in QueryDict(query).items() if name in known and value])


@transaction.atomic
def decide(export_id: int, *, is_allowed: bool, by: User) -> Export:
    """Allow or refuse an export with full numbers. Raises NotInThisState."""
    export = Export.objects.select_for_update(of=("self",)).get(pk=export_id)
    if export.state != ExportState.ASKED:
        raise NotInThisState
    export.state = ExportState.QUEUED if is_allowed else ExportState.REFUSED
    export.decided_by, export.progress_at = by, clock.now()
    export.save(update_fields=["state", "decided_by", "progress_at"])
    decision = NoticeKind.EXPORT_ALLOWED if is_allowed else NoticeKind.EXPORT_REFUSED
    _tell(export, decision, [export.by_id], by=by, at=export.progress_at)
    if is_allowed:
        jobs.enqueue("transfer.work")
    return export


def write_next() -> bool:
    """Write the export that has waited longest; whether there was one."""
    export = _claim()
    if export is None:
        return False
    try:
        with language.of_the_site(), TemporaryDirectory() as folder:
            path = Path(folder) / f"export.{export.format}"
            _finish(export, path, _write(export, path))
    except Exception as error:
        logger.exception("An export was broken off.")
        _fail(export, type(error).__name__)
    return True


@transaction.atomic
def download(export: Export, *, by: User, address: str | None, at: datetime | None = None) -> Export:
    """Write down that an owner downloads the file. Raises DownloadGone."""
    at = at or clock.now()
    if export.state != ExportState.DONE or export.expires_at is None or export.expires_at < at:
        raise DownloadGone
    Download.objects.create(export=export, by=by, at=at, address=address or None)
    return export


def expire(at: datetime) -> int:
    """Delete the files that have been kept long enough; how many."""
    old = list(Export.objects.expired(at))
    for export in old:
        export.file.delete(save=False)
        Export.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED, file="")
    return len(old)


@transaction.atomic
def _claim() -> Export | None:
    at = clock.now()
    waiting = Export.objects.for_workers(at).select_for_update(skip_locked=True, of=("self",))
    export = waiting.select_related("by").first()
    if export is not None:
        export.state, export.attempt, export.progress_at = ExportState.WRITING, export.attempt + 1, at
        export.written = 0
        export.save(update_fields=["state", "attempt", "progress_at", "written"])
    return export


def _held(export: Export) -> QuerySet[Export]:
    """The export, unless another worker has taken it over."""
    return Export.objects.filter(pk=export.pk, attempt=export.attempt)


def _write(export: Export, path: Path) -> int:
    """Stream the rows into a file, some of them in memory at a time; how many."""
    rows, number = lists.rows_of(export, clock.now())[:MOST_ROWS], 0
    _held(export).update(row_count=rows.count())
    with workbooks.writer(path, Format(export.format)) as write:
        write(lists.headings_of(export))
        for number, row in enumerate(rows.iterator(chunk_size=STEP), 1):
            write(lists.cells_of(export, row))
            if number % STEP == 0:
                _held(export).update(written=number, progress_at=clock.now())
    return number


def _finish(export: Export, path: Path, written: int) -> None:
    """Keep the file, unless another worker has taken the export over."""
    at = clock.now()
    with path.open("rb") as content:
        export.file.save(f"{export.pk}-{secrets.token_hex(8)}.{export.format}", File(content), save=False)
    done = {"state": ExportState.DONE, "file": export.file.name, "done_at": at, "progress_at": at}
    with transaction.atomic():
        if is_ours := _held(export).update(written=written, row_count=written, **done):
            _tell(export, NoticeKind.EXPORTED, [export.by_id], at=at, count=written)
    if not is_ours:
        export.file.delete(save=False)


@transaction.atomic
def _fail(export: Export, error: str) -> None:
    at = clock.now()
    if _held(export).update(state=ExportState.FAILED, error=error, progress_at=at):
        _tell(export, NoticeKind.EXPORT_FAILED, [export.by_id], at=at)


def _tell(
    export: Export,
    kind: NoticeKind,
    to: Collection[int],
    *,
    at: datetime,
    by: User | None = None,
    **facts: Any,
) -> None:
    address, what = reverse("transfer:export-list"), export.what
    inbox.write(inbox.notice(user_id, kind, at=at, by=by, address=address, list=what, **facts) for user_id in to)
