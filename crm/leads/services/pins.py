"""The note that stands above a lead's timeline."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from crm.leads.errors import NoSuchNote
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead
from crm.leads.services import locks, timeline, undo
from kit import clock


@transaction.atomic
def pin(lead_id: int, *, note_id: int, by: User, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Pin a note in place of the one pinned before, on closed leads too; None where it is pinned already.

    Raises LeadIsInPool, NoSuchNote.
    """
    lead = locks.lock_owned(lead_id)
    note = Activity.objects.filter(lead__in=Lead.objects.family_of(lead), pk=note_id).first()
    if note is None or not note.is_note:
        raise NoSuchNote
    return lead, None if lead.pinned_id == note_id else _put(lead, note_id, by=by, at=at)


@transaction.atomic
def unpin(lead_id: int, *, note_id: int, by: User, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Unpin a note; None where it is not the one that is pinned. Raises LeadIsInPool."""
    lead = locks.lock_owned(lead_id)
    return lead, _put(lead, None, by=by, at=at) if lead.pinned_id == note_id else None


def _put(lead: Lead, note_id: int | None, *, by: User, at: datetime | None) -> Action | None:
    at = at or clock.now()
    before = undo.remember([lead])
    lead.pinned_id = note_id
    lead.save(update_fields=["pinned"])
    line = timeline.write(lead, Kind.PINNED, at=at, by=by, data={"is_pinned": note_id is not None})
    return undo.record(ActionKind.PIN, [line], before=before, by=by, at=at)
