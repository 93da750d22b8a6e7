"""Who owns a lead and when it was last touched: no other file writes these columns."""

from collections.abc import Collection, Container, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Q
from django.db.models.functions import Coalesce

from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.leads.errors import ReceiverNotAvailable
from crm.leads.models import Activity, Kind, Lead, Organisation, Task
from crm.leads.models.action import undone_lines
from crm.leads.rules.details import DETAILS
from crm.leads.services import response_clock, waiting_texts
from kit import pinyin

# What an action may change: columns that JSON holds as they are, and instants.
PLAIN = (
    "phone",
    "phone_extension",
    "owner_id",
    "pooled_from_id",
    "backup_id",
    "organisation_id",
    "stage",
    "furthest",
    "lost_reason",
    "response_duty_seconds",
    "next_step_note",
    *(name for name in DETAILS if name != "organisation"),
    "pinyin",
    "pinned_id",
    "source_page_id",
    "merged_into_id",
)
INSTANTS = (
    "pooled_at",
    "touched_at",
    "warned_at",
    "kept_at",
    "asked_at",
    "last_asked_at",
    "response_due_at",
    "first_response_at",
    "next_step_at",
    "escalate_at",
    "taken_back_at",
)
# What ends or begins with an owner.
OF_AN_OWNER = [
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


def begin(*, to: Consultant | None, at: datetime, **columns: Any) -> Lead:
    """Open a lead with further `columns`; it begins in the pool where `to` is None."""
    pooled_at = None if to else at
    return Lead.objects.create(owner=to, pooled_at=pooled_at, asked_at=at, last_asked_at=at, touched_at=at, **columns)


def begin_all(given: Iterable[tuple[Consultant, Mapping[str, Any]]], *, at: datetime) -> list[Lead]:
    """Open many leads as `begin` does, each for its consultant with its columns, in one statement.

    Raises ReceiverNotAvailable.
    """
    given = list(given)
    _lock_receivers({to.pk for to, _columns in given})
    return Lead.objects.bulk_create(
        Lead(owner=to, asked_at=at, last_asked_at=at, touched_at=at, pinyin=pinyin.spelled(columns["name"]), **columns)
        for to, columns in given
    )


def ask_again(lead: Lead, *, head_count: int | None, at: datetime) -> None:
    """The visitor of a locked lead has asked again: the days until the pool begin anew."""
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

    The old owner's texts that have not left are cancelled. Cover, lock and warning end, and the days until the pool
    begin. Where no consultant has called since the visitor asked, the call stays promised: for the same instant where
    the new owner is on duty then; else the promise and its escalation begin anew, in the new owner's duty, and a call
    planned by then moves there.

    Raises ReceiverNotAvailable.
    """
    _lock_receivers({to.pk for _lead, to in given})
    waiting_texts.end_with_owner([lead for lead, to in given if lead.owner_id != to.pk], at=at)
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
    Lead.objects.bulk_update([lead for lead, _to in given], OF_AN_OWNER)
    _move_calls(later)


def release(leads: Collection[Lead], *, at: datetime) -> None:
    """Move locked open leads from their owners to the pool, where nothing is planned and nothing escalates."""
    waiting_texts.end_with_owner(leads, at=at)
    for lead in leads:
        lead.pooled_from_id, lead.pooled_at, lead.owner = lead.owner_id, at, None
        lead.backup = lead.kept_at = lead.warned_at = lead.escalate_at = lead.next_step_at = None
        lead.next_step_note = ""
    Lead.objects.bulk_update(leads, [*OF_AN_OWNER, "pooled_from", "next_step_note"])


def _lock_receivers(receivers: Collection[int]) -> None:
    """Lock consultants until the transaction ends, so that they are not deactivated meanwhile."""
    list(Consultant.objects.select_for_update(no_key=True).filter(pk__in=receivers).order_by("pk"))
    if Consultant.objects.active().filter(pk__in=receivers).count() < len(receivers):
        raise ReceiverNotAvailable


def remember(lead: Lead) -> dict[str, Any]:
    """Every column that an action may change, as JSON values that `restore` reads."""
    return {
        **{name: getattr(lead, name) for name in PLAIN},
        **{name: value.isoformat() if (value := getattr(lead, name)) else None for name in INSTANTS},
        "escalation_instants": [instant.isoformat() for instant in lead.escalation_instants],
    }


def restore(
    leads: Collection[Lead],
    before: Mapping[int, Mapping[str, Any]],
    *,
    active: Container[int | None],
    touched_at: datetime | None = None,
) -> None:
    """Write the columns of locked leads as they were `before` an action that is undone.

    A cover who is not `active` any more is left out; an organisation merged meanwhile is the one it was merged into.
    With `touched_at` the days until the pool begin anew from there, and no warning counts.
    """
    for lead in leads:
        values = before[lead.pk]
        for name in PLAIN:
            setattr(lead, name, values[name])
        for name in INSTANTS:
            setattr(lead, name, datetime.fromisoformat(values[name]) if values[name] else None)
        lead.escalation_instants = [datetime.fromisoformat(instant) for instant in values["escalation_instants"]]
        if lead.backup_id not in active:
            lead.backup = None
        if touched_at:
            lead.touched_at, lead.warned_at = touched_at, None
    named = Organisation.objects.filter(pk__in=[lead.organisation_id for lead in leads if lead.organisation_id])
    kept = dict(named.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    for lead in leads:
        lead.organisation_id = kept.get(lead.organisation_id or 0, lead.organisation_id)
    Lead.all_objects.bulk_update(leads, [*PLAIN, *INSTANTS, "escalation_instants"])


def _called(leads: Iterable[Lead]) -> set[int]:
    """The keys of leads with a call since the visitor last asked, also to a lead that was merged into one of them."""
    leads = list(leads)
    asked_at = Coalesce("lead__merged_into__last_asked_at", "lead__last_asked_at")
    of_family = Q(lead__in=leads) | Q(lead__merged_into__in=leads)
    calls = Activity.objects.filter(of_family, kind=Kind.CALLED).annotate(asked_at=asked_at)
    calls = calls.filter(at__gte=F("asked_at")).exclude(Exists(undone_lines()))
    return set(calls.values_list(Coalesce("lead__merged_into", "lead"), flat=True))


def _move_calls(leads: Collection[Lead]) -> None:
    calls = list(Task.objects.planned().filter(lead__in=leads))
    due = {lead.pk: lead.next_step_at for lead in leads}
    for call in calls:
        call.due_at = due[call.lead_id] or call.due_at
    Task.objects.bulk_update(calls, ["due_at"])


def _renew_escalation(lead: Lead, desk: OnRoster | None, at: datetime) -> None:
    promised, coming = lead.promise_due_at, desk.coming if desk else ()
    is_kept = promised and promised > at and any(window.starts_at <= promised <= window.ends_at for window in coming)
    if not is_kept:
        lead.escalation_instants = response_clock.promise(coming, at)
    lead.escalate_at = min(instant for instant in lead.escalation_instants if instant > at)
