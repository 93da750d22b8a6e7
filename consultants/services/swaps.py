"""Two consultants exchange a day of duty: proposed, then accepted by the colleague or a manager."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from consultants import queries
from consultants.errors import AwayThen, DayIsPast, DoubleDuty, DutyChanged, NothingToSwap, SwapIsDecided, SwapNotYours
from consultants.models import Consultant, Leave, Swap, SwapState
from consultants.rules import hours
from consultants.rules.hours import Hours, HoursOverlap
from consultants.rules.month import Cell
from consultants.services import days
from kit import clock


@transaction.atomic
def propose(
    asker_id: int, *, colleague: Consultant, gives_on: date, takes_on: date | None, at: datetime | None = None
) -> Swap:
    """Ask a colleague to take a day of duty, in exchange for one of theirs or for nothing.

    An earlier open proposal for the same day is withdrawn. What can be seen to fail is refused at once: `DayIsPast`,
    `NothingToSwap`, `AwayThen`, `DoubleDuty`.
    """
    at = at or clock.now()
    asker = next(one for one in days.lock([asker_id, colleague.pk]) if one.pk == asker_id)
    gives, takes = _hours(asker.pk, gives_on), _hours(colleague.pk, takes_on) if takes_on else ()
    if min(on for on in (gives_on, takes_on) if on) < clock.local(at).date():
        raise DayIsPast
    if not gives or (takes_on and not takes) or asker.pk == colleague.pk:
        raise NothingToSwap
    Swap.objects.open().filter(asker=asker, gives_on=gives_on).update(
        state=SwapState.WITHDRAWN, decided_at=at, decided_by=asker.user
    )
    swap = Swap(
        asker=asker,
        colleague=colleague,
        gives_on=gives_on,
        gives=hours.as_text(gives),
        takes_on=takes_on,
        takes=hours.as_text(takes),
        asked_at=at,
    )
    _outcome(swap)
    swap.save()
    return swap


@transaction.atomic
def accept(swap_id: int, *, by: User, at: datetime | None = None) -> Swap:
    """Move both days in one transaction. Raises `DutyChanged` when either is no longer what both had seen."""
    at = at or clock.now()
    swap = _locked(swap_id)
    if not (by.sees_all_leads or swap.colleague.user_id == by.pk):
        raise SwapNotYours
    days.exchange(_outcome(swap), by=by, at=at)
    return _decide(swap, SwapState.ACCEPTED, by=by, at=at)


@transaction.atomic
def decline(swap_id: int, *, by: User, at: datetime | None = None) -> Swap:
    """Decline or withdraw the proposal: nothing changes."""
    swap = _locked(swap_id)
    if swap.asker.user_id == by.pk:
        return _decide(swap, SwapState.WITHDRAWN, by=by, at=at or clock.now())
    if not (by.sees_all_leads or swap.colleague.user_id == by.pk):
        raise SwapNotYours
    return _decide(swap, SwapState.DECLINED, by=by, at=at or clock.now())


def _locked(swap_id: int) -> Swap:
    # The consultants first, as in all services that plan days; a proposal withdraws earlier ones under the same locks.
    days.lock(Swap.objects.filter(pk=swap_id).values_list("asker", "colleague").get())
    swap = Swap.objects.select_for_update(of=("self",)).select_related("asker", "colleague").get(pk=swap_id)
    if swap.state != SwapState.PROPOSED:
        raise SwapIsDecided
    return swap


def _decide(swap: Swap, state: SwapState, *, by: User, at: datetime) -> Swap:
    swap.state, swap.decided_by, swap.decided_at = state, by, at
    swap.save(update_fields=["state", "decided_by", "decided_at"])
    return swap


def _hours(consultant_id: int, on: date) -> Hours:
    return hours.read(queries.days_plan(on, 1).cells.get((on, consultant_id), ""))


def _outcome(swap: Swap) -> dict[Cell, Hours]:
    """What both days become; every hour that one gives, the other takes, so no gap opens."""
    moves = [(swap.asker, swap.colleague, swap.gives_on, swap.gives)]
    if swap.takes_on:
        moves.append((swap.colleague, swap.asker, swap.takes_on, swap.takes))
    chosen: dict[Cell, Hours] = {}
    for giver, _taker, on, agreed in moves:
        now = hours.as_text(_hours(giver.pk, on))
        if now != agreed:
            raise DutyChanged(giver.name, on, agreed, now)
        chosen[on, giver.pk] = ()
    for _giver, taker, on, agreed in moves:
        if _on_leave(taker, on):
            raise AwayThen(taker.name)
        cell = (on, taker.pk)
        try:
            chosen[cell] = hours.apart([*chosen.get(cell, _hours(taker.pk, on)), *hours.read(agreed)])
        except HoursOverlap as overlap:
            raise DoubleDuty(taker.name, on) from overlap
    return chosen


def _on_leave(consultant: Consultant, on: date) -> bool:
    begin, end = clock.start_of(on), clock.end_of(on)
    return Leave.objects.confirmed().filter(consultant=consultant, starts_at__lt=end, ends_at__gt=begin).exists()
