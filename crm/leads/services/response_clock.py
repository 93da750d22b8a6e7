"""The promise of a first answer: its instants, its end, and how long the answer took."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from consultants.models import Consultant
from consultants.rules import duty
from consultants.rules.duty import Absence, Window
from crm.leads.models import Lead
from crm.leads.rules import escalation_steps

# Longer waits are counted in pieces, up to about a year.
MOST_PIECES = 24
# What is promised where too little duty is planned.
WITHOUT_ROSTER = timedelta(days=1)


def promise(coming: Sequence[Window], at: datetime) -> list[datetime]:
    """The instants of the escalation in the duty that is `coming`.

    The step on which the promise is broken is the promise itself.
    """
    return escalation_steps.instants(coming, at, settings.FIRST_RESPONSE_MINUTES, without_roster=WITHOUT_ROSTER)


def run_again(lead: Lead, instants: list[datetime], *, at: datetime) -> None:
    """Promise a call to a locked lead again: its escalation begins anew, unless an earlier promise still runs."""
    if lead.escalate_at is None or (lead.promise_due_at or at) <= at:
        lead.escalation_instants, lead.escalate_at = instants, instants[0]
        lead.save(update_fields=["escalation_instants", "escalate_at"])


def stop(lead: Lead, *, at: datetime, reached: bool) -> dict[str, int]:
    """A consultant has called this locked lead: nothing escalates any more, and a first answer is measured.

    Returns `wall_seconds` and `duty_seconds` of a first answer, for its activity; else an empty dict.
    """
    is_first = reached and lead.first_response_at is None
    lead.escalate_at = None
    if reached:
        lead.backup = None
    if is_first:
        lead.first_response_at = at
        lead.response_duty_seconds = int(_in_duty(lead, at).total_seconds())
    lead.save(update_fields=["escalate_at", "backup", "first_response_at", "response_duty_seconds"])
    if not is_first:
        return {}
    wall = int((at - lead.asked_at).total_seconds())
    return {"wall_seconds": wall, "duty_seconds": lead.response_duty_seconds or 0}


def _in_duty(lead: Lead, until: datetime) -> timedelta:
    """How much of the wait lay in the duty of the owner, or of the cover during a leave."""
    total, since = timedelta(), lead.asked_at
    for _piece in range(MOST_PIECES):
        if since >= until:
            break
        ends = min(until, since + timedelta(days=duty.HORIZON_DAYS - 1))
        owner = Consultant.objects.with_roster(since).filter(leads=lead).first()
        if owner is not None:
            total += duty.within(owner.windows(since), since, ends)
            total += sum((_covered(absence, since, ends) for absence in owner.absences), timedelta())
        since = ends
    return total


def _covered(absence: Absence, since: datetime, until: datetime) -> timedelta:
    cover = Consultant.objects.with_roster(since).filter(pk=absence.cover_id or 0).first()
    if cover is None:
        return timedelta()
    return duty.within(cover.windows(since), max(since, absence.starts_at), min(until, absence.ends_at))
