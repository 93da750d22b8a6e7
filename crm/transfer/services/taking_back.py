"""Taking an import back: what nothing has happened to since leaves the desks, lists and reports."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from crm.leads.models import Action, Activity, Kind, Lead, TaskState
from crm.leads.rules.stages import Stage
from crm.leads.services import tasks, timeline, undo
from crm.leads.services.undo import Undone
from crm.leads.signals import Change, lead_changed
from crm.transfer.errors import NotInThisState
from crm.transfer.models import Import, ImportState
from crm.transfer.queries import text_keys
from kit import clock, language
from messaging.services import outbox

ENDED = (ImportState.RUNNING, ImportState.FAILED, ImportState.DONE)


@transaction.atomic
def take_back(import_id: int, *, by: User, at: datetime | None = None) -> Undone:
    """Undo an import, also one that is under way: a worker in the middle of a batch ends it first.

    Raises NotInThisState, TooLateToUndo, HappenedSince.
    """
    job = Import.objects.get(pk=import_id)
    if job.action_id is None or job.state not in ENDED:
        raise NotInThisState
    action = Action.objects.select_for_update(of=("self",)).get(pk=job.action_id)
    if action.leads.exists():
        return undo.undo(action.pk, by=by, at=at)
    action.undone_at = at or clock.now()
    action.save(update_fields=["undone_at"])
    close(action, at=action.undone_at)
    return Undone([], [], [])


def close(action: Action, *, at: datetime) -> None:
    """The rest of the undoing: the leads that the import opened are lost, as written down by mistake."""
    job = Import.objects.select_related("by").get(action=action)
    opened = Lead.objects.filter(pk__in=action.leads.filter(before={}, undone_at=at).values("lead"))
    with language.of_the_site():
        _close(list(opened.open()), _("Written down by mistake"), by=job.by, at=at)
    outbox.withdraw(*text_keys(job))
    job.state, job.error, job.progress_at = ImportState.TAKEN_BACK, "", at
    job.save(update_fields=["state", "error", "progress_at"])


def _close(leads: Collection[Lead], reason: str, *, by: User, at: datetime) -> None:
    """End locked leads that should never have been."""
    lead_changed.send(Lead, leads=leads, change=Change.LOST, by=by, at=at)
    tasks.end_calls(leads, at=at, to=TaskState.CANCELLED)
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(
        stage=Stage.LOST,
        lost_reason=reason,
        taken_back_at=at,
        next_step_at=None,
        next_step_note="",
        escalate_at=None,
        backup=None,
        kept_at=None,
    )
    Activity.objects.bulk_create(
        timeline.line(lead, Kind.MOVED, at=at, by=by, stage_from=lead.stage, stage_to=Stage.LOST, text=reason)
        for lead in leads
    )
