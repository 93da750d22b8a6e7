"""The sweep: warn owners of untouched leads, then return these leads to the pool."""

from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from consultants.models import Consultant
from crm.leads.models import Action, ActionKind, Activity, DeskRules, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.services import notices, timeline, undo
from crm.pool.queries import pool as pool_queries
from crm.pool.queries.pool import Deadline
from crm.pool.services import pool
from kit import language
from messaging.models import Purpose
from messaging.rules import quiet_hours
from messaging.services.outbox import Draft

BATCH = 500
MOST_BATCHES = 40


def sweep(at: datetime, *, batch: int = BATCH) -> tuple[int, int]:
    """Warn of and reclaim what is due, `batch` leads in a transaction; returns the numbers of both.

    Safe to run twice at once: locked rows are skipped, a warned lead is not warned of again before its next touch, and
    a lead in the pool is not due any more.
    """
    rules = DeskRules.objects.current()
    finished = pool_queries.finished_days(at, rules.longest_days)
    warned = _warn(pool_queries.deadlines(rules, finished, earlier=rules.warn_days), rules.warn_days, at, batch)
    return warned, _reclaim(pool_queries.deadlines(rules, finished), at, batch)


def _warn(due: list[Deadline], warn_days: int, at: datetime, batch: int) -> int:
    warned = 0
    for _batch in range(MOST_BATCHES):
        with transaction.atomic(), language.of_the_site():
            leads = pool_queries.to_warn(due, batch)
            Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(warned_at=at)
            Activity.objects.bulk_create(
                timeline.line(lead, Kind.WARNED, at=at, by=None, data={"days": warn_days}) for lead in leads
            )
            notices.post(*_warnings(leads, warn_days, at), at=at)
        warned += len(leads)
        if len(leads) < batch:
            break
    return warned


def _warnings(leads: list[Lead], warn_days: int, at: datetime) -> list[Draft]:
    """One text for each owner, however many leads it is about."""
    names: dict[int, list[str]] = {}
    for lead in leads:
        if lead.owner_id is not None:
            names.setdefault(lead.owner_id, []).append(lead.name)
    return [
        Draft(
            template="pool_warning",
            to=recipients.number_for(owner, at),
            context={"count": len(names[owner.pk]), "names": notices.first_names(names[owner.pk]), "days": warn_days},
            dedupe_key=f"pool-warning:{owner.pk}:{at:%Y%m%dT%H%M%S}:{len(names[owner.pk])}",
            purpose=Purpose.TRANSACTIONAL,
            due_at=quiet_hours.next_opening(at),
        )
        for owner in Consultant.objects.filter(pk__in=names)
    ]


def _reclaim(due: list[Deadline], at: datetime, batch: int) -> int:
    """Return what is due to the pool, as one action of the system, which a manager may undo."""
    returned = 0
    action: Action | None = None
    for _batch in range(MOST_BATCHES):
        with transaction.atomic(), language.of_the_site():
            leads = pool_queries.to_reclaim(due, batch)
            if leads:
                prefetch_related_objects(leads, "owner")
                before = undo.remember(leads)
                lines = pool.into_pool(leads, by=None, at=at, why="untouched")
                action = undo.record(ActionKind.RECLAIM, lines, before=before, by=None, at=at, into=action)
        returned += len(leads)
        if len(leads) < batch:
            break
    return returned
