"""Registering a group and cancelling it: seats by rule, by row lock and by constraint."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from crm.leads.errors import LeadIsInPool
from crm.leads.models import Action, ActionKind, Lead
from crm.leads.services import leads, locks
from enrollment.classes.models import ClassSession
from enrollment.classes.rules.lifecycle import SessionKind
from enrollment.classes.rules.seats import Room
from enrollment.seats.errors import (
    AlreadyCancelled,
    CancellingNeedsReason,
    ClientOnly,
    NotEnoughSeats,
    SessionHasEnded,
    SessionIsBusy,
    SessionNotOpen,
)
from enrollment.seats.models import Registration, RegistrationState
from kit import clock, database, language


def open_for(lead_id: int, *, session_id: int, seats: int, by: User | None, at: datetime | None = None) -> Registration:
    """Register a lead's group for a class, and move the lead to enrolled.

    Raises SessionNotOpen, SessionHasEnded, ClientOnly, NotEnoughSeats, SessionIsBusy, and crm's StageNotAllowed for a
    lead that has ended, LeadIsInPool for one without an owner.
    """
    at = at or clock.now()
    with _patiently():
        lead = locks.lock(lead_id)
        if lead.owner_id is None:
            raise LeadIsInPool
        session = _claim(session_id, seats, lead, at)
        registration = Registration.objects.create(
            session=session,
            lead=lead,
            organisation=lead.organisation,
            person="" if lead.organisation else lead.name,
            seats=seats,
            price=session.price,
            consultant_id=lead.owner_id,
            registered_at=at,
        )
        with language.of_the_site():
            text = _("%(seats)s seats in class %(code)s") % {"seats": seats, "code": session.code}
        _lead, registration.action = leads.register(lead.pk, by=by, text=text, at=at)
        registration.save(update_fields=["action"])
        return registration


def cancel(registration_id: int, *, reason: str, by: User | None, at: datetime | None = None) -> Registration:
    """Give a group's seats back; the lead goes back to “proposal sent” unless another registration is in force.

    Raises AlreadyCancelled, CancellingNeedsReason, SessionIsBusy.
    """
    at = at or clock.now()
    if not reason.strip():
        raise CancellingNeedsReason
    with _patiently():
        found = Registration.objects.select_related("session").get(pk=registration_id)
        lead = locks.lock(Lead.objects.unmerged_for(found.lead_id).get().pk)
        session = _lock(found.session_id)
        registration = Registration.objects.select_for_update().get(pk=registration_id)
        if not registration.is_confirmed:
            raise AlreadyCancelled
        _end(registration, session, reason=reason.strip(), at=at)
        is_last = not Registration.objects.counted().filter(lead__in=Lead.objects.family_of(lead)).exists()
        values = {"code": session.code, "reason": registration.cancel_reason}
        with language.of_the_site():
            text = _("Registration for class %(code)s cancelled: %(reason)s") % values
        _lead, registration.cancel_action = leads.unregister(lead.pk, by=by, text=text, is_last=is_last, at=at)
        registration.save(update_fields=["cancel_action"])
        return registration


def revert(action: Action, *, at: datetime) -> None:
    """Give back the seats that an action took, or take again those that it gave back; its lead is as before already.

    Raises SessionIsBusy, and where the class has not the seats any more what `open_for` raises.
    """
    with _patiently():
        registration = Registration.objects.select_related("lead").get(Q(action=action) | Q(cancel_action=action))
        if action.kind == ActionKind.UNREGISTER:
            _claim(registration.session_id, registration.seats, registration.lead, at)
            registration.state, registration.cancelled_at = RegistrationState.CONFIRMED, None
            registration.cancel_reason = ""
            registration.save(update_fields=["state", "cancelled_at", "cancel_reason", "updated_at"])
        else:
            with language.of_the_site():
                _end(registration, _lock(registration.session_id), reason=_("Undone"), at=at)


def _end(registration: Registration, session: ClassSession, *, reason: str, at: datetime) -> None:
    registration.state, registration.cancelled_at = RegistrationState.CANCELLED, at
    registration.cancel_reason = reason
    registration.save(update_fields=["state", "cancelled_at", "cancel_reason", "updated_at"])
    _write_back(session)


def _claim(session_id: int, seats: int, lead: Lead, at: datetime) -> ClassSession:
    """The only writer of seats: lock the class, count again, refuse or write back.

    Locks are always taken in the order lead, class, registration.
    """
    session = _lock(session_id)
    if not session.takes_groups:
        raise SessionNotOpen
    if session.ends_on < clock.local(at).date():
        raise SessionHasEnded
    if session.kind == SessionKind.DEDICATED and session.client and session.client.kept_id != lead.organisation_id:
        raise ClientOnly
    taken = Registration.objects.filter(session=session).counted().seats()
    room = Room(session.capacity, session.overbook_limit, taken)
    if not room.fits(seats):
        raise NotEnoughSeats(wanted=seats, left=room.left)
    session.seats_taken = taken + seats
    session.save(update_fields=["seats_taken"])
    return session


def _lock(session_id: int) -> ClassSession:
    return ClassSession.objects.select_for_update(no_key=True).get(pk=session_id)


def _write_back(session: ClassSession) -> None:
    session.seats_taken = Registration.objects.filter(session=session).counted().seats()
    session.save(update_fields=["seats_taken"])


@contextmanager
def _patiently() -> Iterator[None]:
    """One transaction; where it waited for a lock in vain (`lock_timeout`), the refusal says to try again."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if database.waited_in_vain(error):
            raise SessionIsBusy from error
        raise
