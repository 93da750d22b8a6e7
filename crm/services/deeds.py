"""Keeping what a person did to the ownership of leads, and taking it back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from crm.errors import AlreadyUndone, HappenedSince, TooLateToUndo
from crm.models import Activity, Deed, DeedKind, DeedLead, FollowUp, FollowUpKind, FollowUpState, Kind, Lead
from crm.queries import pool as pool_queries
from crm.queries.pool import UNDO_WITHIN
from crm.services import diary, follow_ups, plans
from kit import clock

INSTANTS = ("pooled_at", "touched_at", "warned_at", "kept_at", "escalate_at", "next_step_at")
OTHERS = ("owner_id", "pooled_from_id", "backup_id", "next_step_note")
COLUMNS = ("owner", "pooled_from", "backup", "next_step_note", *INSTANTS)
NO_STEP = {"step": None, "step_kind": "", "step_due_at": None}
Before = dict[str, Any]


def remember(leads: Iterable[Lead]) -> dict[int, Before]:
    """How these locked leads stand, with what is planned for them."""
    leads = list(leads)
    coming = pool_queries.steps_of(leads)
    kept = {}
    for lead in leads:
        before: Before = {name: getattr(lead, name) for name in (*INSTANTS, *OTHERS)}
        step = coming.get(lead.pk)
        before |= {"step": step.step, "step_kind": step.kind, "step_due_at": step.due_at} if step else NO_STEP
        kept[lead.pk] = {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()
        }
    return kept


def record(
    kind: DeedKind, lines: Iterable[Activity], *, before: Mapping[int, Before], by: User | None, at: datetime
) -> Deed | None:
    """Keep a deed whose diary lines are written; the house's own deeds are not kept."""
    if by is None:
        return None
    deed = Deed.objects.create(kind=kind, by=by, at=at)
    DeedLead.objects.bulk_create(
        DeedLead(deed=deed, lead_id=line.lead_id, line=line, before=before[line.lead_id]) for line in lines
    )
    return deed


@transaction.atomic
def undo(deed_id: int, *, at: datetime | None = None) -> Deed:
    """Put every lead of a deed back as it stood, and say so in its diary; all of them or none.

    Raises AlreadyUndone, TooLateToUndo, HappenedSince.
    """
    at = at or clock.now()
    deed = Deed.objects.select_for_update(of=("self",)).select_related("by").get(pk=deed_id)
    if deed.undone_at is not None:
        raise AlreadyUndone
    if at - deed.at > UNDO_WITHIN:
        raise TooLateToUndo
    rows = {one.lead_id: one for one in deed.leads.all()}
    leads = list(Lead.objects.select_for_update().filter(pk__in=rows).order_by("pk"))
    _nothing_happened_since(leads, rows)
    lines = []
    for lead in leads:
        was_kept = lead.kept_at is not None
        _put_back(lead, rows[lead.pk].before, at)
        lines.append(_line(deed, lead, was_kept=was_kept, at=at))
    Activity.objects.bulk_create(lines)
    deed.undone_at = at
    deed.save(update_fields=["undone_at"])
    return deed


def _nothing_happened_since(leads: list[Lead], rows: Mapping[int, DeedLead]) -> None:
    latest = dict(
        Activity.objects.filter(lead__in=leads).values("lead").annotate(last=Max("pk")).values_list("lead", "last")
    )
    if changed := [lead.name for lead in leads if latest[lead.pk] != rows[lead.pk].line_id]:
        raise HappenedSince(changed)


def _put_back(lead: Lead, before: Before, at: datetime) -> None:
    follow_ups.end_call(lead, at=at, to=FollowUpState.CANCELLED)
    for name in INSTANTS:
        setattr(lead, name, datetime.fromisoformat(before[name]) if before[name] else None)
    for name in OTHERS:
        setattr(lead, name, before[name])
    lead.save(update_fields=COLUMNS)
    if lead.next_step_at:
        FollowUp.objects.create(lead=lead, kind=FollowUpKind.CALL, due_at=lead.next_step_at, note=lead.next_step_note)
    if before["step"]:
        due_at = datetime.fromisoformat(before["step_due_at"])
        plans.go_on(lead, step=before["step"], kind=before["step_kind"], due_at=due_at)


def _line(deed: Deed, lead: Lead, *, was_kept: bool, at: datetime) -> Activity:
    """The diary tells an undoing as what it comes to: an assignment, a return to the pool, or a lock."""
    told = {"reason": "undone"}
    if deed.kind == DeedKind.KEEP:
        return diary.line(lead, Kind.KEPT, at=at, by=deed.by, data=told | {"kept": not was_kept})
    return diary.line(lead, Kind.POOLED if lead.is_in_pool else Kind.ASSIGNED, at=at, by=deed.by, data=told)
