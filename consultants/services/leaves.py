"""Leave: asked for by the consultant, confirmed by a manager, with the colleague named who covers for her."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from consultants import queries
from consultants.errors import (
    AwayThen,
    CoversThen,
    LeaveEndsTooEarly,
    LeaveIsDecided,
    LeaveIsOver,
    LeaveNeedsCover,
    LeaveOverlaps,
)
from consultants.models import Consultant, Leave, LeaveState
from consultants.models.leave import LeaveQuerySet
from consultants.services import days
from kit import clock


@transaction.atomic
def request(
    consultant_id: int, *, starts_at: datetime, ends_at: datetime, cover: Consultant | None, reason: str = ""
) -> Leave:
    """Ask for leave; nothing changes on the roster until a manager confirms it.

    Raises `LeaveEndsTooEarly`, `LeaveNeedsCover`, `LeaveOverlaps`, `AwayThen` and `CoversThen`.
    """
    if ends_at <= starts_at:
        raise LeaveEndsTooEarly
    if cover is None or cover.pk == consultant_id:
        raise LeaveNeedsCover
    days.lock([consultant_id, cover.pk])
    leave = Leave(
        consultant_id=consultant_id,
        starts_at=starts_at,
        ends_at=ends_at,
        cover=cover,
        reason=reason.strip(),
        state=LeaveState.REQUESTED,
    )
    if _at_that_time(leave).filter(consultant=consultant_id).exclude(state=LeaveState.DECLINED).exists():
        raise LeaveOverlaps
    _see_that_the_cover_is_here(leave)
    leave.save()
    return leave


@transaction.atomic
def confirm(leave_id: int, *, by: User, at: datetime | None = None) -> Leave:
    """Grant a request; from now on there is no duty in that time.

    Raises `LeaveIsDecided`, `LeaveNeedsCover`, `AwayThen` and `CoversThen`.
    """
    leave = _locked(leave_id)
    days.lock([leave.consultant_id, leave.cover_id or 0])
    _see_that_the_cover_is_here(leave)
    transaction.on_commit(queries.forget_roster)
    return _decide(leave, LeaveState.CONFIRMED, by=by, at=at)


@transaction.atomic
def grant(
    consultant_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    cover: Consultant | None,
    by: User,
    reason: str = "",
    at: datetime | None = None,
) -> Leave:
    """Enter leave for a consultant who cannot ask, such as on a morning of illness; it counts at once.

    Raises what `request` raises.
    """
    leave = request(consultant_id, starts_at=starts_at, ends_at=ends_at, cover=cover, reason=reason)
    return confirm(leave.pk, by=by, at=at)


@transaction.atomic
def change_cover(leave_id: int, *, cover: Consultant, at: datetime | None = None) -> Leave:
    """Name another cover for confirmed leave that is not over.

    Raises `LeaveIsOver`, `LeaveNeedsCover` and `AwayThen`.
    """
    leave = Leave.objects.select_for_update(of=("self",)).get(pk=leave_id)
    if leave.state != LeaveState.CONFIRMED or leave.ends_at <= (at or clock.now()):
        raise LeaveIsOver
    if cover.pk == leave.consultant_id:
        raise LeaveNeedsCover
    days.lock([leave.consultant_id, cover.pk])
    leave.cover = cover
    _see_that_the_cover_is_here(leave)
    leave.save(update_fields=["cover"])
    transaction.on_commit(queries.forget_roster)
    return leave


@transaction.atomic
def end(leave_id: int, *, by: User, at: datetime | None = None) -> Leave:
    """End leave: leave that runs ends now, leave that has not begun is cancelled. Raises `LeaveIsOver`."""
    at = at or clock.now()
    leave = Leave.objects.select_for_update(of=("self",)).get(pk=leave_id)
    if leave.state != LeaveState.CONFIRMED or leave.ends_at <= at:
        raise LeaveIsOver
    transaction.on_commit(queries.forget_roster)
    if leave.starts_at >= at:
        return _decide(leave, LeaveState.DECLINED, by=by, at=at)
    leave.ends_at = at
    leave.save(update_fields=["ends_at"])
    return leave


@transaction.atomic
def decline(leave_id: int, *, by: User, at: datetime | None = None) -> Leave:
    """Refuse a request. Raises `LeaveIsDecided`."""
    return _decide(_locked(leave_id), LeaveState.DECLINED, by=by, at=at)


def _locked(leave_id: int) -> Leave:
    leave = Leave.objects.select_for_update(of=("self",)).select_related("cover").get(pk=leave_id)
    if leave.state != LeaveState.REQUESTED:
        raise LeaveIsDecided
    return leave


def _at_that_time(leave: Leave) -> LeaveQuerySet:
    return Leave.objects.filter(starts_at__lt=leave.ends_at, ends_at__gt=leave.starts_at).exclude(pk=leave.pk)


def _see_that_the_cover_is_here(leave: Leave) -> None:
    """No chain of covers is left open: a cover works here and is not away, and a consultant who is away covers no one.

    The rows of both consultants are locked, so that of two leaves that would make a chain the later one sees the other.
    """
    cover, granted = leave.cover, _at_that_time(leave).confirmed()
    if cover is None or not Consultant.objects.active().filter(pk=cover.pk).exists():
        raise LeaveNeedsCover
    if granted.filter(consultant=cover).exists():
        raise AwayThen(cover.name)
    if covered := granted.filter(cover=leave.consultant_id).select_related("consultant").first():
        raise CoversThen(leave.consultant.name, covered.consultant.name)


def _decide(leave: Leave, state: LeaveState, *, by: User, at: datetime | None) -> Leave:
    leave.state, leave.decided_by, leave.decided_at = state, by, at or clock.now()
    leave.save(update_fields=["state", "decided_by", "decided_at"])
    return leave
