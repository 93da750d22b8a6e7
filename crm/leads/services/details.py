"""Correcting what is known about a lead."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from crm.leads.errors import AskedAgain, DetailChanged
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, Organisation
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.leads.rules.details import as_text
from crm.leads.services import locks, timeline, undo
from kit import clock, database

# What a detail may say.
Value = str | int | list[str] | None


@transaction.atomic
def change(
    lead_id: int, *, name: str, to: Value, was: str, by: User, at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Change one of `rules.details.DETAILS` (`change_all`)."""
    return change_all(lead_id, changes={name: to}, was={name: was}, by=by, at=at)


@transaction.atomic
def change_all(
    lead_id: int,
    *,
    changes: Mapping[str, Value],
    was: Mapping[str, str | None],
    by: User,
    at: datetime | None = None,
) -> tuple[Lead, Action | None]:
    """Change several of `rules.details.DETAILS`, on closed leads too; the timeline keeps old and new values.

    `was` is what the user saw there (`Lead.detail`); a detail that it does not name was empty. Nothing is written, and
    no action returned, where every detail says already what it shall say.

    Raises DetailChanged where one says anything else than `was` by now, AskedAgain where a colleague's open lead has
    the name behind the same switchboard, and LeadIsInPool.
    """
    at = at or clock.now()
    lead = locks.lock_owned(lead_id)
    before = undo.remember([lead])
    changed = {}
    for name, to in changes.items():
        present = lead.detail(name)
        if present == as_text(to):
            continue
        if present != (was.get(name) or ""):
            raise DetailChanged(now=present, by=_writer(lead, name))
        value = Organisation.called(str(to)) if name == "organisation" else to
        if value != getattr(lead, name):
            setattr(lead, name, value)
            changed[name] = present
    if not changed:
        return lead, None
    _save(lead, changed)
    lines = [
        timeline.write(lead, Kind.CHANGED, at=at, by=by, data={"field": name, "from": old, "to": lead.detail(name)})
        for name, old in changed.items()
    ]
    return lead, undo.record(ActionKind.EDIT, lines[-1:], before=before, by=by, at=at)


def _save(lead: Lead, changed: Iterable[str]) -> None:
    try:
        with transaction.atomic():
            lead.save(update_fields=[*changed])
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        raise AskedAgain from None


def _writer(lead: Lead, name: str) -> str:
    """Who changed the detail last; empty where no user did."""
    lines = Activity.objects.filter(lead=lead, kind=Kind.CHANGED, data__field=name).timeline()
    last = lines.first()
    return str(last.actor) if last else ""
