"""Keeping what was done to leads, and taking it back."""

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
from crm.leads.models import Action, ActionKind, ActionLead, Activity, Kind, Lead, Task, TaskState
from crm.leads.models.action import OF_THE_SYSTEM, ON_THE_WAY
from crm.leads.services import notices, ownership, timeline
from crm.leads.signals import action_undone, lead_restored, undo_requested
from kit import clock, language
from messaging.services import outbox

# What an act changes besides the owner.
STATUS = ("stage", "furthest", "lost_reason", "response_duty_seconds", "head_count")
INSTANTS = (
    "last_asked_at",
    "warned_at",
    "kept_at",
    "escalate_at",
    "next_step_at",
    "first_response_at",
    "response_due_at",
)
KEYS = ("backup", "organisation")
OTHERS = (*(f"{name}_id" for name in KEYS), "next_step_note", *STATUS)
COLUMNS = (*KEYS, "next_step_note", *STATUS, *INSTANTS, "escalation_instants")
Before = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an action back came to: the leads that stand as before, and the names of those left as they are.

    `late` are those leads of which a text that the action called back is too old to be sent now.
    """

    leads: list[Lead]
    left: list[str]
    late: list[Lead]


def remember(leads: Iterable[Lead]) -> dict[int, Before]:
    """How these locked leads stand, with their planned tasks and what was promised.

    Later rooms keep what they end themselves, and put it back on `lead_restored`.
    """
    leads = list(leads)
    planned = defaultdict(list)
    for pk, lead_id, due_at in Task.objects.planned().filter(lead__in=leads).values_list("pk", "lead", "due_at"):
        planned[lead_id].append((pk, due_at.isoformat()))
    return {
        lead.pk: ownership.remember(lead)
        | {name: getattr(lead, name) for name in OTHERS}
        | {name: value.isoformat() if (value := getattr(lead, name)) else None for name in INSTANTS}
        | {"escalation_instants": [one.isoformat() for one in lead.escalation_instants]}
        | {"planned": planned[lead.pk]}
        for lead in leads
    }


def record(
    kind: ActionKind,
    lines: Iterable[Activity],
    *,
    before: Mapping[int, Before],
    by: User | None,
    at: datetime,
    into: Action | None = None,
) -> Action | None:
    """Keep an action whose diary lines are written; `into` is the action that they go on with.

    `before` is empty for a lead that the action opened.
    None where the house did what only people are asked about afterwards.
    """
    if by is None and kind not in OF_THE_SYSTEM:
        return None
    action = into or Action.objects.create(kind=kind, by=by, at=at)
    ActionLead.objects.bulk_create(
        ActionLead(action=action, lead_id=line.lead_id, line=line, before=before[line.lead_id]) for line in lines
    )
    return action


@transaction.atomic
def undo(action_id: int, *, by: User, only: int | None = None, at: datetime | None = None) -> Undone:
    """Put the leads of an action back as they stood, and say so in their diaries.

    All leads of a person's action go back, or none. Of what the system did those go back that still lie where it put
    them
    (`only` names one of them), and their days begin anew: else the next sweep would take them again. None goes back to
    somebody who has left meanwhile, as owner or as stand-in. A claim taken back counts among those of the day: the
    consultant has seen the lead.

    Raises AlreadyUndone, TooLateToUndo, LeadNotAmongThem, HappenedSince, and what a receiver of `action_undone`
    refuses.
    """
    at = at or clock.now()
    action = _fresh(action_id, at)
    is_by_system = action.by_id is None
    one_of_many = action.leads.filter(lead=only) if is_by_system and only else None
    wanted = action.leads.all() if one_of_many is None else one_of_many
    undo_requested.send(Action, action=action)
    leads = list(Lead.objects.select_for_update(no_key=True).filter(pk__in=wanted.values("lead")).order_by("pk"))
    if not leads:
        raise LeadNotAmongThem
    here = {None, *Consultant.objects.active().values_list("pk", flat=True)}
    rows = _possible(leads, wanted.untouched(), here)
    changed = [lead.name for lead in leads if lead.pk not in rows]
    if changed and (len(changed) == len(leads) or not is_by_system):
        raise HappenedSince(changed)
    back = [lead for lead in leads if lead.pk in rows]
    were_kept = {lead.pk for lead in back if lead.kept_at}
    befores = {pk: row.before for pk, row in rows.items() if row.before}
    restored = [lead for lead in back if lead.pk in befores]
    try:
        with transaction.atomic():
            _put_back(restored, befores, here, at, anew=is_by_system)
    except IntegrityError:  # the caller has asked anew meanwhile, and that lead is open
        raise HappenedSince([lead.name for lead in back]) from None
    if not is_by_system:
        outbox.withdraw(*(notices.given_key(row.line_id) for row in rows.values()))
    answers: list[tuple[Any, Any]] = lead_restored.send(Lead, leads=restored, acted_at=action.at, at=at)
    late = {lead_id for _receiver, lead_ids in answers for lead_id in lead_ids}
    with language.of_the_house():
        Activity.objects.bulk_create(
            _line(action, lead, was_kept=lead.pk in were_kept, is_late=lead.pk in late, by=by, at=at) for lead in back
        )
    wanted.filter(lead__in=back).update(undone_at=at)
    if one_of_many is None or not action.leads.filter(undone_at=None).exists():
        action.undone_at = at
        action.save(update_fields=["undone_at"])
        action_undone.send(Action, action=action, at=at)
    return Undone(back, changed, [lead for lead in back if lead.pk in late])


def _fresh(action_id: int, at: datetime) -> Action:
    """The action, locked, where it may still be undone. Raises AlreadyUndone and TooLateToUndo."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action_id)
    if action.undone_at is not None:
        raise AlreadyUndone
    is_by_system = action.by_id is None
    if at - action.at > (SYSTEM_UNDO_WITHIN if is_by_system else UNDO_WITHIN):
        raise TooLateToUndo(is_by_system=is_by_system)
    return action


def _possible(leads: Iterable[Lead], rows: Iterable[ActionLead], here: Container[int | None]) -> dict[int, ActionLead]:
    """Those that keep their owner, or go back into the pool or to somebody who still works here."""
    now = {lead.pk: lead.owner_id for lead in leads}
    before = {row: row.before.get("owner_id") for row in rows}
    return {row.lead_id: row for row, owner in before.items() if owner in here or owner == now[row.lead_id]}


def _put_back(
    leads: Sequence[Lead], befores: Mapping[int, Before], here: Container[int | None], at: datetime, *, anew: bool
) -> None:
    for lead in leads:
        before = befores[lead.pk]
        for name in INSTANTS:
            setattr(lead, name, _instant(before[name]))
        for name in OTHERS:
            setattr(lead, name, before[name])
        if lead.backup_id not in here:
            lead.backup = None
        if anew:
            lead.warned_at = None
        lead.escalation_instants = [datetime.fromisoformat(one) for one in before["escalation_instants"]]
    ownership.restore(leads, befores, also=COLUMNS, touched_at=at if anew else None)
    _plan_again(leads, {pk: due_at for lead in leads for pk, due_at in befores[lead.pk]["planned"]})


def _plan_again(leads: Sequence[Lead], planned: Mapping[int, str]) -> None:
    """Plan the tasks of `planned` again for their instants; those that the action planned never were."""
    Task.objects.planned().filter(lead__in=leads).exclude(pk__in=planned).delete()
    again = list(Task.objects.filter(pk__in=planned))
    for task in again:
        task.state, task.settled_at, task.due_at = TaskState.PLANNED, None, datetime.fromisoformat(planned[task.pk])
    Task.objects.bulk_update(again, ["state", "settled_at", "due_at"])


def _instant(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _line(action: Action, lead: Lead, *, was_kept: bool, is_late: bool, by: User, at: datetime) -> Activity:
    """The diary tells an undoing as what it comes to: an assignment, a return to the pool, or a lock."""
    told: dict[str, Any] = {"reason": "undone"}
    text = _("A text message it had called back is too old now and is not sent.") if is_late else ""
    if action.kind in ON_THE_WAY:
        undone = _("Undone: %(what)s") % {"what": action.get_kind_display()}
        return timeline.line(lead, Kind.NOTED, at=at, by=by, text="\n".join(filter(None, (undone, text))))
    kind = Kind.POOLED if lead.is_in_pool else Kind.ASSIGNED
    if action.kind == ActionKind.KEEP:
        kind, told["kept"] = Kind.KEPT, not was_kept
    return timeline.line(lead, kind, at=at, by=by, text=text, data=told)


UNDO_WITHIN = timedelta(minutes=10)
SYSTEM_UNDO_WITHIN = timedelta(days=3)
