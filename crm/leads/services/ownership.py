"""Who owns a lead and when it was last touched: the one place that writes these columns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F

from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.leads.models import Activity, Kind, Lead, Task
from crm.leads.models.action import undone_lines
from crm.leads.services import response_clock

COLUMNS = ["owner", "pooled_at", "pooled_from", "touched_at"]
# What belongs to the owner of the moment.
OWN = [
    "owner",
    "pooled_at",
    "touched_at",
    "backup",
    "kept_at",
    "warned_at",
    "escalation_instants",
    "escalate_at",
    "next_step_at",
]
# How a lead lies in the pool, besides whose it was and since when.
AT_REST: dict[str, Any] = {
    "owner": None,
    "backup": None,
    "kept_at": None,
    "warned_at": None,
    "escalate_at": None,
    "next_step_at": None,
    "next_step_note": "",
}


def begin(*, to: Consultant | None, at: datetime, **columns: Any) -> Lead:
    """Open a lead with the further `columns`; without a consultant to give it to, it begins in the pool."""
    pooled_at = None if to else at
    return Lead.objects.create(owner=to, pooled_at=pooled_at, asked_at=at, last_asked_at=at, touched_at=at, **columns)


def ask_again(lead: Lead, *, head_count: int | None, at: datetime) -> None:
    """The visitor of a locked lead asked again, for as many people as said: the days until the pool begin anew."""
    lead.last_asked_at = lead.touched_at = at
    lead.head_count = head_count or lead.head_count
    lead.save(update_fields=["last_asked_at", "touched_at", "head_count"])


def touch(lead: Lead, *, at: datetime) -> None:
    """Begin the days until the pool anew, unless the lead has been touched later."""
    if at > lead.touched_at:
        lead.touched_at = at
        lead.save(update_fields=["touched_at"])


def give(lead: Lead, *, to: Consultant, at: datetime) -> None:
    """Give a locked open lead another owner (`give_all`)."""
    give_all([(lead, to)], at=at)


def give_all(given: Collection[tuple[Lead, Consultant]], *, at: datetime) -> None:
    """Give locked open leads other owners, who inherit nothing of the old owner's claim.

    Stand-in, lock and warning end, and the days until the pool begin. Where nobody has called since the visitor asked,
    the call stays promised: for the same instant where the new owner is on duty then; else the promise and its
    escalation begin anew, in the new owner's duty, and a call planned by then moves there.
    """
    called = _called(lead for lead, _to in given)
    later = []
    for lead, to in given:
        lead.owner, lead.pooled_at, lead.touched_at = to, None, at
        lead.backup = lead.kept_at = lead.warned_at = None
        if lead.escalate_at is not None or lead.pk not in called:
            promised = lead.promise_due_at or lead.response_due_at
            _renew_escalation(lead, consultants.in_charge(to.pk, at), at)
            if lead.next_step_at and lead.next_step_at <= max(promised, at):
                lead.next_step_at = lead.promise_due_at
                later.append(lead)
    Lead.objects.bulk_update([lead for lead, _to in given], OWN)
    _move_calls(later)


def release(leads: Collection[Lead], *, at: datetime) -> None:
    """Take locked open leads from their owners: they lie in the pool, and nothing is planned or escalates."""
    found = Lead.objects.filter(pk__in=[lead.pk for lead in leads])
    found.update(**AT_REST, pooled_from=F("owner"), pooled_at=at)
    for lead in leads:
        lead.pooled_from, lead.pooled_at = lead.owner, at
        for name, value in AT_REST.items():
            setattr(lead, name, value)


def remember(lead: Lead) -> dict[str, Any]:
    """Who owns a lead now, as plain values that `restore` understands."""
    return {
        "owner_id": lead.owner_id,
        "pooled_at": lead.pooled_at.isoformat() if lead.pooled_at else None,
        "pooled_from_id": lead.pooled_from_id,
        "touched_at": lead.touched_at.isoformat(),
    }


def restore(
    leads: Collection[Lead],
    befores: Mapping[int, Mapping[str, Any]],
    *,
    also: Sequence[str],
    touched_at: datetime | None = None,
) -> None:
    """Give locked leads back to whom they belonged before an act that is undone; `befores` says that by lead.

    `also` names columns the caller has put back already, which the constraints want in the same statement. The days
    until the pool are counted as they were, or from `touched_at`.
    """
    for lead in leads:
        before = befores[lead.pk]
        lead.owner_id, lead.pooled_from_id = before["owner_id"], before["pooled_from_id"]
        lead.pooled_at = datetime.fromisoformat(before["pooled_at"]) if before["pooled_at"] else None
        lead.touched_at = touched_at or datetime.fromisoformat(before["touched_at"])
    Lead.objects.bulk_update(leads, [*COLUMNS, *also])


def _called(leads: Iterable[Lead]) -> set[int]:
    """Those of the leads with a call since the visitor last asked."""
    calls = Activity.objects.filter(lead__in=list(leads), kind=Kind.CALLED, at__gte=F("lead__last_asked_at"))
    return set(calls.exclude(Exists(undone_lines())).values_list("lead", flat=True))


def _move_calls(leads: Collection[Lead]) -> None:
    calls = list(Task.objects.planned().filter(lead__in=leads))
    due = {lead.pk: lead.next_step_at for lead in leads}
    for call in calls:
        call.due_at = due[call.lead_id] or call.due_at
    Task.objects.bulk_update(calls, ["due_at"])


def _renew_escalation(lead: Lead, desk: OnRoster | None, at: datetime) -> None:
    promised, coming = lead.promise_due_at, desk.coming if desk else ()
    is_kept = promised and promised > at and any(one.starts_at <= promised <= one.ends_at for one in coming)
    if not is_kept:
        lead.escalation_instants = response_clock.promise(coming, at)
    lead.escalate_at = min(instant for instant in lead.escalation_instants if instant > at)
