"""A consultant's hotline, limits, specialities and pauses."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from consultants import queries
from consultants.errors import HotlineTaken, PauseEndsTooEarly, PauseSaysNotWhy
from consultants.models import Consultant, Pause, Speciality
from consultants.models.consultant import ONE_HOTLINE_EACH
from kit import clock, database
from kit.errors import ChangedMeanwhile


@transaction.atomic
def give_hotline(user: User, *, hotline: str) -> Consultant:
    """Let a user answer a hotline (E.164), as a new consultant at the end of the list or as the one of before.

    Raises `HotlineTaken`.
    """
    last = Consultant.objects.aggregate(last=Max("position", default=0))["last"]
    given = {"name": str(user), "hotline": hotline, "is_active": True}
    try:
        with transaction.atomic():
            consultant, _is_new = Consultant.objects.update_or_create(
                user=user, defaults=given, create_defaults=given | {"position": last + 1}
            )
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_HOTLINE_EACH:
            raise
        raise HotlineTaken from error
    transaction.on_commit(queries.forget_roster)
    return consultant


@transaction.atomic
def take_off_hotline(user: User) -> None:
    """Let a user answer no hotline any more; duty, leave and leads of the past stay with the consultant."""
    Consultant.objects.filter(user=user).update(is_active=False)
    transaction.on_commit(queries.forget_roster)


def lock_of(user: User) -> None:
    """Lock what a user answers until the transaction ends, so that it is given nothing meanwhile."""
    list(Consultant.objects.select_for_update(no_key=True).filter(user=user))


@transaction.atomic
def equip(
    consultant_id: int,
    *,
    open_leads_at_most: int | None,
    new_leads_a_day_at_most: int | None,
    specialities: Iterable[str],
    seen: str | None = None,
) -> Consultant:
    """Set the limits (None: no limit) and replace the specialities, given as slugs such as `region:江西`.

    `seen` is what the page showed, as `equipment`. Raises `ChangedMeanwhile`.
    """
    consultant = _locked(consultant_id)
    if seen is not None and equipment(consultant) != seen:
        raise ChangedMeanwhile
    consultant.open_leads_at_most = open_leads_at_most
    consultant.new_leads_a_day_at_most = new_leads_a_day_at_most
    consultant.save(update_fields=["open_leads_at_most", "new_leads_a_day_at_most"])
    wanted = {tuple(slug.split(":", 1)) for slug in specialities}
    consultant.topics.all().delete()
    Speciality.objects.bulk_create(
        Speciality(consultant=consultant, kind=kind, value=value) for kind, value in sorted(wanted)
    )
    transaction.on_commit(queries.forget_roster)
    return consultant


@transaction.atomic
def pause(
    consultant_id: int, *, until: datetime, reason: str, by: User | None, at: datetime | None = None
) -> Consultant:
    """Take a consultant off duty at once, until an instant; a running pause gets the new end.

    Raises `PauseEndsTooEarly` and `PauseSaysNotWhy`.
    """
    at = at or clock.now()
    if until <= at:
        raise PauseEndsTooEarly
    if not reason.strip():
        raise PauseSaysNotWhy
    return _set_pause(_locked(consultant_id), until=until, reason=reason.strip(), by=by, at=at)


@transaction.atomic
def resume(consultant_id: int, *, by: User | None, at: datetime | None = None) -> Consultant:
    """Lift a pause before its end; without a running pause nothing happens."""
    at = at or clock.now()
    consultant = _locked(consultant_id)
    if not consultant.is_paused(at):
        return consultant
    return _set_pause(consultant, until=None, reason="", by=by, at=at)


def equipment(consultant: Consultant) -> str:
    """Limits and specialities as one text; equal ones give equal texts."""
    slugs = sorted(topic.slug for topic in consultant.topics.all())
    return " ".join(map(str, (consultant.open_leads_at_most, consultant.new_leads_a_day_at_most, *slugs)))


def _locked(consultant_id: int) -> Consultant:
    return Consultant.objects.select_for_update(no_key=True).get(pk=consultant_id)


def _set_pause(
    consultant: Consultant, *, until: datetime | None, reason: str, by: User | None, at: datetime
) -> Consultant:
    if until is None:
        consultant.paused_from = None
    elif not consultant.is_paused(at):
        consultant.paused_from = at
    consultant.paused_until, consultant.pause_reason = until, reason
    consultant.save(update_fields=["paused_from", "paused_until", "pause_reason"])
    Pause.objects.create(consultant=consultant, at=at, until=until, reason=reason, by=by)
    transaction.on_commit(queries.forget_roster)
    return consultant
