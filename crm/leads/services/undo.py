"""Recording what was done to leads, and undoing it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import AlreadyUndone, HappenedSince, LeadNotAmongThem, TooLateToUndo
from crm.leads.models import Action, ActionKind, ActionLead, Activity, Kind, Lead, LeadPhone
from crm.leads.models.action import OF_THE_SYSTEM, ON_THE_WAY, PERHAPS_IN_PART, UNDONE_IN_PART
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.leads.services import notices, ownership, tasks, timeline
from crm.leads.signals import action_undone, lead_restored, undo_requested
from kit import clock, database, language

UNDO_WITHIN = timedelta(minutes=10)
LONG_UNDO_WITHIN = timedelta(days=3)
Before = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """The leads that stand as before, and the names of those left unchanged.

    `late` are those of the leads of which a text that the action cancelled is too old to be sent now.
    """

    leads: list[Lead]
    unchanged: list[str]
    late: list[Lead]


def remember(leads: Iterable[Lead]) -> dict[int, Before]:
    """The state of locked leads and their planned tasks, by lead.

    Later apps keep what they end themselves, and restore it on `lead_restored`.
    """
    leads = list(leads)
    planned = defaultdict(list)
    for pk, lead_id, due_at in tasks.planned_for(leads):
        planned[lead_id].append((pk, due_at.isoformat()))
    return {lead.pk: ownership.remember(lead) | {"planned": planned[lead.pk]} for lead in leads}


def record(
    kind: ActionKind,
    lines: Iterable[Activity],
    *,
    before: Mapping[int, Before],
    by: User | None,
    at: datetime,
    into: Action | None = None,
) -> Action | None:
    """Record an action whose activities are written; `into` is an action of an earlier batch that it continues.

    `before` is empty for a lead that the action opened. A lead that the action has changed already keeps its first
    `before`. None for what the system does on behalf of a user.
    """
    if by is None and kind not in OF_THE_SYSTEM:
        return None
    action = into or Action.objects.create(kind=kind, by=by, at=at)
    last = {line.lead_id: line for line in lines}
    ActionLead.objects.bulk_create(
        [ActionLead(action=action, lead_id=pk, line=line, before=before[pk]) for pk, line in last.items()],
        update_conflicts=True,
        unique_fields=["action", "lead"],
        update_fields=["line"],
    )
    return action


@transaction.atomic
def undo(action_id: int, *, by: User, only: int | None = None, at: datetime | None = None) -> Undone:
    """Restore the leads of an action, and write that in their timelines.

    Of a user's action all leads are restored, or none. Of an import, of a plan, a stage or a detail of several leads
    and of a system's action those are restored that nothing has happened to since (`only` names one of the system's);
    for the system's the days until the pool begin anew, or the next sweep would take them again. No lead goes to a
    consultant who has left, as owner or as cover. An undone claim still counts among those of the day: the consultant
    has seen the lead.

    Raises AlreadyUndone, TooLateToUndo, LeadNotAmongThem, HappenedSince, and what a receiver of `action_undone`
    refuses.
    """
    at = at or clock.now()
    action = _locked(action_id, at)
    is_by_system = action.by_id is None
    is_one_of_many = is_by_system and only is not None
    wanted = action.leads.filter(lead=only) if is_one_of_many else action.leads.all()
    undo_requested.send(Action, action=action)
    leads = list(Lead.all_objects.select_for_update(no_key=True).filter(pk__in=wanted.values("lead")).order_by("pk"))
    if not leads:
        raise LeadNotAmongThem
    active = {None, *Consultant.objects.active().values_list("pk", flat=True)}
    rows = _restorable(leads, wanted.untouched().select_related("line__consultant"), active)
    unchanged = [lead.name for lead in leads if lead.pk not in rows]
    in_part = action.kind in UNDONE_IN_PART or (action.kind in PERHAPS_IN_PART and len(leads) > 1)
    if unchanged and (len(unchanged) == len(leads) or not in_part):
        raise HappenedSince(unchanged)
    back = [lead for lead in leads if lead.pk in rows]
    were_kept = {lead.pk for lead in back if lead.kept_at}
    restored = [lead for lead in back if rows[lead.pk].before]
    _restore(restored, {pk: row.before for pk, row in rows.items()}, active, touched_at=at if is_by_system else None)
    answers: list[tuple[Any, Any]] = lead_restored.send(Lead, leads=restored, acted_at=action.at, at=at)
    late = {lead_id for _receiver, lead_ids in answers for lead_id in lead_ids}
    with language.of_the_site():
        if not is_by_system:
            notices.withdraw_assignments([rows[lead.pk].line for lead in back], leads=back, at=at)
        Activity.objects.bulk_create(
            _activity(action, lead, was_kept=lead.pk in were_kept, is_late=lead.pk in late, by=by, at=at)
            for lead in back
        )
    wanted.filter(lead__in=back).update(undone_at=at)
    if not is_one_of_many or not action.leads.filter(undone_at=None).exists():
        action.undone_at = at
        action.save(update_fields=["undone_at"])
        action_undone.send(Action, action=action, at=at)
    return Undone(back, unchanged, [lead for lead in back if lead.pk in late])


def _locked(action_id: int, at: datetime) -> Action:
    """The action, locked. Raises AlreadyUndone and TooLateToUndo."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action_id)
    if action.undone_at is not None:
        raise AlreadyUndone
    has_long = action.kind in UNDONE_IN_PART
    # A text may be taken back until it leaves, which a receiver of `action_undone` knows.
    if action.kind != ActionKind.TEXT and at - action.at > (LONG_UNDO_WITHIN if has_long else UNDO_WITHIN):
        raise TooLateToUndo(has_long=has_long)
    return action


def _restorable(
    leads: Iterable[Lead], rows: Iterable[ActionLead], active: Container[int | None]
) -> dict[int, ActionLead]:
    """The rows whose lead keeps its owner, or returns to the pool or to an active consultant, by lead."""
    owners = {lead.pk: lead.owner_id for lead in leads}
    before = {row: row.before.get("owner_id") for row in rows}
    return {row.lead_id: row for row, owner in before.items() if owner in active or owner == owners[row.lead_id]}


def _restore(
    leads: Sequence[Lead], before: Mapping[int, Before], active: Container[int | None], *, touched_at: datetime | None
) -> None:
    """Restore leads and their planned tasks. Raises HappenedSince where a caller has a newer open lead."""
    try:
        with transaction.atomic():
            ownership.restore(leads, before, active=active, touched_at=touched_at)
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        raise HappenedSince([lead.name for lead in leads]) from None
    for lead in leads:
        if "phones" in before[lead.pk]:
            lead.phones.all().delete()
            LeadPhone.objects.bulk_create(LeadPhone(lead=lead, **row) for row in before[lead.pk]["phones"])
        Lead.all_objects.filter(pk__in=before[lead.pk].get("merged", [])).update(merged_into=lead)
    planned = {pk: due_at for lead in leads for pk, due_at in before[lead.pk]["planned"]}
    tasks.restore(leads, {pk: datetime.fromisoformat(due_at) for pk, due_at in planned.items()})


def _activity(action: Action, lead: Lead, *, was_kept: bool, is_late: bool, by: User, at: datetime) -> Activity:
    """The undoing in a lead's timeline: an assignment, a return to the pool, a lock, or else a note."""
    text = _("A text message that it had cancelled is too old now and is not sent.") if is_late else ""
    if action.kind in {*ON_THE_WAY, ActionKind.IMPORT}:
        undone = _("Undone: %(what)s") % {"what": action.get_kind_display()}
        return timeline.line(lead, Kind.NOTED, at=at, by=by, text="\n".join(filter(None, (undone, text))))
    if action.kind == ActionKind.KEEP:
        data = {"reason": "undone", "kept": not was_kept}
        return timeline.line(lead, Kind.KEPT, at=at, by=by, text=text, data=data)
    kind = Kind.POOLED if lead.is_in_pool else Kind.ASSIGNED
    return timeline.line(lead, kind, at=at, by=by, text=text, data={"reason": "undone"})
