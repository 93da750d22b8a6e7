"""Correcting what is known about a lead."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from crm.leads.errors import AskedAgain, DetailChanged
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, Organisation
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.leads.services import locks, timeline, undo
from kit import clock, database


@transaction.atomic
def change(
    lead_id: int, *, name: str, to: str | int | None, was: str, by: User, at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Change one of `rules.details.DETAILS`, on closed leads too; the timeline keeps the old value and the new one.

    `was` is what the user saw there (`Lead.detail`). Nothing is written, and no action returned, where the detail says
    already what it shall say.

    Raises DetailChanged where it says anything else than `was` by now, AskedAgain where a colleague's open lead has
    the name behind the same switchboard, and LeadIsInPool.
    """
    at = at or clock.now()
    lead = locks.lock_owned(lead_id)
    present = lead.detail(name)
    if present == ("" if to is None else str(to)):
        return lead, None
    if present != was:
        raise DetailChanged(now=present, by=_writer(lead, name))
    value = Organisation.called(str(to)) if name == "organisation" else to
    if value == getattr(lead, name):
        return lead, None
    before = undo.remember([lead])
    setattr(lead, name, value)
    try:
        with transaction.atomic():
            lead.save(update_fields=[name])
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        raise AskedAgain from None
    data = {"field": name, "from": present, "to": lead.detail(name)}
    line = timeline.write(lead, Kind.CHANGED, at=at, by=by, data=data)
    return lead, undo.record(ActionKind.EDIT, [line], before=before, by=by, at=at)


@transaction.atomic
def change_all(lead_id: int, *, changes: Mapping[str, str | int | None], was: Mapping[str, str], by: User) -> Lead:
    """Change several details, or none where one is refused; a detail that `was` does not name was empty.

    Raises what `change` raises.
    """
    lead = locks.lock_owned(lead_id)
    for name, to in changes.items():
        lead, _action = change(lead_id, name=name, to=to, was=was.get(name, ""), by=by)
    return lead


def _writer(lead: Lead, name: str) -> str:
    """Who changed the detail last; empty where no user did."""
    lines = Activity.objects.filter(lead=lead, kind=Kind.CHANGED, data__field=name).timeline()
    last = lines.first()
    return str(last.actor) if last else ""
