"""The state of each gateway that all dispatchers share: its pause, its pace and its circuit breaker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now

from messaging.models import Sender
from messaging.rules import breaker, pace
from messaging.rules.breaker import Position
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Paused, Refused, Unknown


@dataclass(frozen=True, slots=True)
class Admission:
    """How many messages may be taken, and until when the one of them that probes the gateway does so alone."""

    count: int
    probing_until: datetime | None = None


def admit(gateway: str, wanted: int) -> Admission:
    """How many messages a gateway may take: none while it pauses or rests, one to probe it, else what its pace lets.

    Slots are taken under a lock; a gateway without a pace and without trouble costs one look and no lock.
    """
    sender, at = _look(gateway)
    if sender.is_paused(at):
        return Admission(0)
    position = sender.breaker.position(at)
    if position == Position.CLOSED and sender.per_second is None:
        return Admission(wanted)
    if position not in {Position.CLOSED, Position.HALF_OPEN}:
        return Admission(0)
    with transaction.atomic():
        sender = Sender.objects.select_for_update().get(pk=gateway)
        return _take(sender, at, wanted)


def _take(sender: Sender, at: datetime, wanted: int) -> Admission:
    """Decide about a locked row: it may have changed since the look."""
    position = sender.breaker.position(at)
    if position == Position.HALF_OPEN:
        sender.probing_until = at + breaker.PROBE
        sender.save(update_fields=["probing_until"])
        return Admission(min(wanted, 1), sender.probing_until)
    if position != Position.CLOSED:
        return Admission(0)
    if sender.per_second is None:
        return Admission(wanted)
    slots = pace.take(at, next_slot=sender.next_slot, per_second=sender.per_second, wanted=wanted)
    sender.next_slot = slots.next_slot
    sender.save(update_fields=["next_slot"])
    return Admission(slots.count)


def give_back(gateway: str, admitted: Admission, count: int) -> None:
    """Nothing was due for so many of those admitted: the next message need not wait for them, nor for their probe."""
    if admitted.probing_until is not None:
        Sender.objects.filter(pk=gateway, probing_until=admitted.probing_until).update(probing_until=None)
        return
    sender, _at = _look(gateway)
    if sender.per_second and sender.next_slot is not None:
        unused = timedelta(microseconds=1_000_000 // sender.per_second) * count
        Sender.objects.filter(pk=gateway).update(next_slot=F("next_slot") - unused)


def is_available(gateway: str) -> bool:
    """Whether it neither pauses nor rests; one that was never used is well."""
    sender, at = _look(gateway)
    return sender.is_available(at)


def note(gateway: str, outcomes: list[Outcome]) -> None:
    """Learn from what came of some attempts; a healthy gateway costs one look."""
    sender, _at = _look(gateway)
    for outcome in outcomes:
        match outcome:
            case Accepted():
                if sender.failures or sender.refusals or sender.open_until:
                    sender = _change(gateway, _recovered)
            case Refused(code):
                sender = _change(gateway, partial(_refused, code=code))
            case NotSent(reason) | Unknown(reason):
                sender = _change(gateway, partial(_failed, reason=reason))
            case Paused():
                pass


def _change(gateway: str, change: Callable[[Sender, datetime], None]) -> Sender:
    with transaction.atomic():
        sender = Sender.objects.annotate(at=Now()).select_for_update().get(pk=gateway)
        change(sender, sender.at)
        sender.save(update_fields=["failures", "refusal", "refusals", "reason", "open_until", "probing_until"])
    return sender


def _recovered(sender: Sender, at: datetime) -> None:
    sender.failures, sender.refusals, sender.refusal = 0, 0, ""
    sender.open_until = sender.probing_until = None


def _failed(sender: Sender, at: datetime, *, reason: str) -> None:
    sender.failures += 1
    sender.reason = reason[:80]
    _rest(sender, at, breaker.rest(sender.failures))


def _refused(sender: Sender, at: datetime, *, code: str) -> None:
    """The provider answers, so it is there; but the same no to everybody is about us."""
    sender.refusals = sender.refusals + 1 if sender.refusal == code else 1
    sender.refusal, sender.reason, sender.failures = code, code[:80], 0
    beyond = sender.refusals - breaker.EQUAL_REFUSALS
    _rest(sender, at, breaker.rest(breaker.FAILURES + beyond) if beyond >= 0 else None)


def _rest(sender: Sender, at: datetime, rest: timedelta | None) -> None:
    sender.open_until = at + rest if rest else None
    sender.probing_until = None


def pause(gateway: str, wait: timedelta, *, reason: str = "") -> None:
    """Hold back every dispatcher of a gateway; the longest pause counts."""
    _look(gateway)
    Sender.objects.filter(pk=gateway).update(
        paused_until=Greatest(F("paused_until"), Now() + wait), reason=reason[:80], probing_until=None
    )


def resume(gateway: str) -> None:
    """A person has put the trouble right: no pause and no rest any more."""
    _look(gateway)
    with transaction.atomic():
        Sender.objects.filter(pk=gateway).update(paused_until=None)
        _change(gateway, _recovered)


@transaction.atomic
def set_pace(gateway: str, per_second: int | None) -> None:
    """Let so many messages a second leave through a gateway; None lifts the limit."""
    _look(gateway)
    Sender.objects.filter(pk=gateway).update(per_second=per_second, next_slot=None)


def _look(gateway: str) -> tuple[Sender, datetime]:
    """The row, made when it is first asked for, and the instant by the database's clock."""
    found = Sender.objects.annotate(at=Now()).filter(pk=gateway).first()
    if found is None:
        Sender.objects.get_or_create(pk=gateway)
        found = Sender.objects.annotate(at=Now()).get(pk=gateway)
    return found, found.at
