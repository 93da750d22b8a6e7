"""Handing over all open leads of a consultant who leaves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import ReceiverNotAvailable
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead
from crm.leads.services import notices, ownership, timeline, undo
from crm.notices.services import hand_overs
from crm.pool.errors import DeskChangedMeanwhile
from kit import clock


@transaction.atomic
def move(
    consultant_id: int, *, targets: Mapping[int, int], by: User | None, reason: str = "", at: datetime | None = None
) -> Action | None:
    """Give every open lead of a consultant to the colleague named for it; all of them or none.

    `targets` maps leads to consultants. Raises DeskChangedMeanwhile where it does not name exactly the open leads, and
    ReceiverNotAvailable where a receiver does not work here or is the one who leaves.
    """
    at = at or clock.now()
    own = Lead.objects.select_for_update(no_key=True, of=("self",)).filter(owner=consultant_id).open()
    leads = list(own.select_related("owner").order_by("pk"))
    if {lead.pk for lead in leads} != set(targets):
        raise DeskChangedMeanwhile
    receivers = Consultant.objects.active().in_bulk(set(targets.values()))
    if not leads or set(targets.values()) - receivers.keys() or consultant_id in receivers:
        raise ReceiverNotAvailable
    leaver, before = leads[0].owner, undo.remember(leads)
    ownership.give_all([(lead, receivers[targets[lead.pk]]) for lead in leads], at=at)
    data = {"reason": "handed_over", "from": leaver.name if leaver else ""}
    lines = [timeline.line(lead, Kind.ASSIGNED, at=at, by=by, text=reason, data=data) for lead in leads]
    Activity.objects.bulk_create(lines)
    _tell(leads, leaver, lines, by=by, at=at)
    return undo.record(ActionKind.HAND_OVER, lines, before=before, by=by, at=at)


def _tell(
    leads: Sequence[Lead], leaver: Consultant | None, lines: Sequence[Activity], *, by: User | None, at: datetime
) -> None:
    """Tell each receiver once, however many leads it is about, and the one who leaves."""
    first = {line.consultant_id: line.pk for line in reversed(lines)}
    given: dict[Consultant, list[Lead]] = defaultdict(list)
    for lead in leads:
        if lead.owner:
            given[lead.owner].append(lead)
    for to, theirs in given.items():
        key, giver = notices.given_key(first[to.pk]), leaver.name if leaver else ""
        hand_overs.many(to=to, count=len(theirs), leads=theirs, key=key, giver=giver, by=by, at=at)
        hand_overs.taken([(lead, leaver) for lead in theirs], to=to, by=by, at=at)
