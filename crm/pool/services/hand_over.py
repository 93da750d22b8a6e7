"""Handing over all open leads of a consultant who leaves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import ReceiverNotAvailable
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.services import notices, ownership, timeline, undo
from crm.pool.errors import DeskChangedMeanwhile
from kit import clock, language
from messaging.models import Purpose
from messaging.services.outbox import Draft


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
    with language.of_the_site():
        notices.post(*_notices(receivers, lines, leaver, at), at=at)
    return undo.record(ActionKind.HAND_OVER, lines, before=before, by=by, at=at)


def _notices(
    receivers: Mapping[int, Consultant], lines: Sequence[Activity], leaver: Consultant | None, at: datetime
) -> list[Draft]:
    """One text for each receiver, however many leads it is about."""
    counts = Counter(line.consultant_id for line in lines)
    first = {line.consultant_id: line.pk for line in reversed(lines)}
    return [
        Draft(
            template="desk_handed_over",
            to=recipients.number_for(receiver, at),
            context={"name": leaver.name if leaver else "", "count": counts[receiver.pk]},
            dedupe_key=notices.given_key(first[receiver.pk]),
            purpose=Purpose.TRANSACTIONAL,
        )
        for receiver in receivers.values()
    ]
