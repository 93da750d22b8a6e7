"""Importing: begun by a user, done by workers in batches that each stand or fall alone, so it goes on where it was."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import ReceiverNotAvailable
from crm.leads.models import Action, ActionKind
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import hand_overs, inbox
from crm.routing.models import RoutingLock
from crm.transfer.errors import ColumnsMissing, NothingToImport, NotInThisState
from crm.transfer.models import Import, ImportState
from crm.transfer.queries import given_by, of_sheet, text_key
from crm.transfer.rules.columns import REQUIRED
from crm.transfer.services import batches, uploads
from kit import clock, database, jobs, language
from kit.errors import Refusal

# Routing is locked for one batch, and inquiries wait for it.
BATCH = 200
TRIES = 3
logger = logging.getLogger(__name__)


@transaction.atomic
def start(import_id: int, *, consultant: Consultant | None, by: User, at: datetime | None = None) -> Import:
    """Begin to import: to one consultant, or as routing chooses.

    Raises NotInThisState, ColumnsMissing, NothingToImport, and ReceiverNotAvailable where a consultant chooses a
    colleague.
    """
    at = at or clock.now()
    if consultant is not None and not by.sees_all_leads and consultant.user_id != by.pk:
        raise ReceiverNotAvailable
    job = uploads.lock_open(import_id)
    if job.state != ImportState.READY:
        raise NotInThisState
    if not set(REQUIRED) <= set(job.columns):
        raise ColumnsMissing
    if not of_sheet(job).to_import().exists():
        raise NothingToImport
    job.state, job.consultant, job.progress_at = ImportState.RUNNING, consultant, clock.now()
    job.action = Action.objects.create(kind=ActionKind.IMPORT, by=by, at=at)
    job.save()
    jobs.enqueue("transfer.work")
    return job


@transaction.atomic
def go_on(import_id: int) -> Import:
    """Carry on an import that was broken off. Raises NotInThisState."""
    job = Import.objects.select_for_update().get(pk=import_id)
    if not job.is_broken_off(clock.now()):
        raise NotInThisState
    job.state, job.error, job.progress_at = ImportState.RUNNING, "", clock.now()
    job.save(update_fields=["state", "error", "progress_at"])
    jobs.enqueue("transfer.work")
    return job


def run_next() -> bool:
    """Import one batch; whether there was one. What goes wrong stops that import, and its page says so."""
    failed: Import | None = None
    for attempt in range(TRIES):
        try:
            with transaction.atomic(), language.of_the_site():
                failed = job = _claim()
                if job is not None:
                    _run_batch(job)
                return job is not None
        except Refusal as refusal:
            return _stop(failed, str(refusal))
        except IntegrityError as error:
            # A lead of the same caller was reopened meanwhile: the batch is looked at anew.
            if attempt < TRIES - 1 and database.broken_constraint(error) == ONE_OPEN_PER_CALLER:
                continue
            logger.exception("An import was broken off.")
            return _stop(failed, type(error).__name__)
        except Exception as error:
            logger.exception("An import was broken off.")
            return _stop(failed, type(error).__name__)
    return False


def _claim() -> Import | None:
    """A running import whose action no other worker holds, until the transaction ends."""
    running = Import.objects.filter(state=ImportState.RUNNING).order_by("progress_at", "pk")
    for pk, action_id in running.values_list("pk", "action"):
        held = Action.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=action_id or 0)
        job = Import.objects.select_related("by", "consultant", "action").get(pk=pk) if held else None
        if job is not None and job.state == ImportState.RUNNING:
            return job
    return None


def _run_batch(job: Import) -> None:
    rows = list(of_sheet(job).to_import()[:BATCH])
    if rows:
        RoutingLock.objects.take()
        batches.take(job, rows)
    else:
        job.state = ImportState.DONE
        _tell(job)
    job.progress_at = clock.now()
    job.save(update_fields=["state", "progress_at"])


def _stop(job: Import | None, error: str) -> bool:
    """Write why an import was broken off; others go on."""
    if job is None:
        return False
    at, running = clock.now(), Import.objects.filter(pk=job.pk, state=ImportState.RUNNING)
    with transaction.atomic():
        if running.update(state=ImportState.FAILED, error=error[:200], progress_at=at):
            address = job.get_absolute_url()
            told = inbox.notice(job.by_id, NoticeKind.IMPORT_FAILED, at=at, address=address, name=job.file_name)
            inbox.write([told])
    return True


def _tell(job: Import) -> None:
    """Tell each colleague who has got leads once, however many they are, and the user who imports."""
    at, counts = clock.now(), given_by(job)
    for colleague in Consultant.objects.active().filter(pk__in=counts).exclude(user=job.by):
        key, count = text_key(job, colleague.pk), counts[colleague.pk]
        hand_overs.many(to=colleague, count=count, key=key, giver=str(job.by), by=job.by, at=at)
    address, count = job.get_absolute_url(), sum(counts.values())
    done = inbox.notice(job.by_id, NoticeKind.IMPORTED, at=at, address=address, name=job.file_name, count=count)
    inbox.write([done])
