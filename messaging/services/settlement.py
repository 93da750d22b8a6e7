"""Settling doubt: what may have been sent is looked up at the provider, and resent only after two empty looks.

Claims that outlived their lease become uncertain. A receipt may settle an uncertain message at any moment
(`services.receipts`); what follows here is for those without a report.
"""

import time
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Subquery
from django.db.models.functions import Now

from kit import database
from messaging.gateways.base import Gateway, NoAnswer, Sighting
from messaging.models import Message, Purpose, State
from messaging.models.message import LOOKS_BEFORE_JUDGEMENT, ONE_PROVIDER_NUMBER
from messaging.services import dispatch, results, rows, states

# Longer than the gateway's time-outs together, so that a living dispatcher is never overtaken.
LEASE = timedelta(seconds=60)
NEXT_LOOK = timedelta(minutes=5)
# A message belongs to a row when it was created at the provider after the row, give or take the clocks' difference.
CLOCKS_DIFFER = timedelta(minutes=1)


def settle(gateway: Gateway, *, seconds: float = dispatch.SECONDS_A_RUN) -> int:
    """Reap dead claims, then look up what is due to be looked up; returns how many looks were taken."""
    reap()
    deadline = time.monotonic() + seconds
    looks = 0
    while time.monotonic() < deadline and look(gateway):
        looks += 1
    return looks


def reap() -> list[Message]:
    """Declare uncertain what has been in `sending` for longer than a living dispatcher could take."""
    dead = Message.objects.filter(state=State.SENDING, claimed_at__lt=Now() - LEASE)
    return states.move(
        dead, to=State.UNCERTAIN, detail="the dispatcher died", looks=0, due_at=Now() + results.FIRST_LOOK
    )


def look(gateway: Gateway) -> Message | None:
    """Take one look at the provider's list for the most urgent uncertain message; None when none is due.

    Only an answered look counts: when the provider cannot be asked, the same look is taken again later.
    """
    message = reserve(gateway)
    if message is None:
        return None
    if not gateway.capabilities.finds:
        return leave_to_a_person(message, "this gateway cannot tell; a person decides")
    try:
        found = gateway.find(message.to_number, since=message.created_at - CLOCKS_DIFFER)
    except NoAnswer:
        return message
    sighting = unclaimed(message, found)
    if sighting is None:
        return missed(message)
    try:
        with transaction.atomic():
            return results.accept(
                message,
                sid=sighting.sid,
                status=sighting.status,
                error_code=sighting.error_code,
                detail="found at the provider",
            )
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_PROVIDER_NUMBER:
            raise
        return message  # another row with the same words took this one a moment ago


def reserve(gateway: Gateway) -> Message | None:
    """Put off the next look by a lease and take this one; the new `due_at` is the reservation."""
    with transaction.atomic():
        first = (
            Message.objects.unresolved()
            .filter(gateway=gateway.name)
            .select_for_update(skip_locked=True)
            .values("pk")[:1]
        )
        reserved = rows.update_quietly(Message.objects.filter(pk=Subquery(first)), due_at=Now() + LEASE)
    return reserved[0] if reserved else None


def unclaimed(message: Message, found: list[Sighting]) -> Sighting | None:
    """The oldest message with the same words that no other row has for its own."""
    if own := [sighting for sighting in found if sighting.uuid == message.uuid]:
        return own[0]
    same = [sighting for sighting in found if sighting.uuid is None and sighting.body == message.body]
    taken = set(
        Message.objects.filter(provider_sid__in=[sighting.sid for sighting in same]).values_list(
            "provider_sid", flat=True
        )
    )
    free = [sighting for sighting in same if sighting.sid not in taken]
    return min(free, key=lambda sighting: sighting.created_at) if free else None


def missed(message: Message) -> Message:
    """Count an empty look; the second one decides.

    A notice is sent again, unless it is too late for it. Whether anything else is repeated is for a person to say.
    """
    ours = Message.objects.uncertain().filter(pk=message.pk, due_at=message.due_at)
    if message.looks + 1 < LOOKS_BEFORE_JUDGEMENT:
        moved = states.move(
            ours, to=State.UNCERTAIN, detail="not found", looks=F("looks") + 1, due_at=Now() + NEXT_LOOK
        )
    elif Purpose(message.purpose).is_limited:
        moved = states.move(ours, to=State.UNCERTAIN, detail="not found; a person decides", looks=F("looks") + 1)
    else:
        moved = states.move(
            ours, to=State.QUEUED, detail="not found twice; sent again", looks=F("looks") + 1, due_at=Now()
        )
    return moved[0] if moved else message


def leave_to_a_person(message: Message, why: str) -> Message:
    """No look will ever say more."""
    ours = Message.objects.uncertain().filter(pk=message.pk, due_at=message.due_at)
    moved = states.move(ours, to=State.UNCERTAIN, detail=why, looks=LOOKS_BEFORE_JUDGEMENT)
    return moved[0] if moved else message


def adopt_orphans(known: list[str]) -> list[Message]:
    """Uncertain messages of a gateway that is not configured any more are left to a user."""
    orphans = Message.objects.unresolved().exclude(gateway__in=known)
    return states.move(
        orphans, to=State.UNCERTAIN, detail="its gateway is gone; a person decides", looks=LOOKS_BEFORE_JUDGEMENT
    )


def doubtful(message: Message) -> QuerySet[Message]:
    """The row while it waits for a person."""
    return Message.objects.uncertain().filter(pk=message.pk, looks__gte=LOOKS_BEFORE_JUDGEMENT)


def resend(message: Message) -> bool:
    """Send again what a person judges not to have been sent; False when it has been settled meanwhile."""
    return bool(states.move(doubtful(message), to=State.QUEUED, detail="sent again by hand", due_at=Now()))


def give_up(message: Message) -> bool:
    """Close what a person does not want to send again; False when it has been settled meanwhile."""
    return bool(states.move(doubtful(message), to=State.CANCELLED, detail="closed by hand"))
