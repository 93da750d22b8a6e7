"""Twenty groups want the last seats at the same instant; each test has its negative control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F

from crm.leads.models import Lead
from enrollment.classes.models import ClassSession
from enrollment.seats.errors import NotEnoughSeats, SessionIsBusy
from enrollment.seats.models import Registration
from enrollment.seats.services import registrations
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory
from tests.factories.people import ConsultantFactory

pytestmark = pytest.mark.django_db(transaction=True)

GROUPS, SEATS, CAPACITY = 20, 3, 30


def rush(act):
    """Start every group at once; how many got in."""
    owner = ConsultantFactory()
    leads = [lead.pk for lead in LeadFactory.create_batch(GROUPS, owner=owner)]
    barrier = Barrier(GROUPS)

    def one(lead_id):
        try:
            barrier.wait(timeout=20)
            act(lead_id)
        except (NotEnoughSeats, SessionIsBusy):
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(GROUPS) as pool:
        return sum(pool.map(one, leads))


def test_exactly_the_last_seats_are_sold():
    session = ClassSessionFactory(capacity=CAPACITY)

    def act(lead_id):
        registrations.open_for(lead_id, session_id=session.pk, seats=SEATS, by=None)

    assert rush(act) == CAPACITY // SEATS
    session.refresh_from_db()
    assert session.seats_taken == Registration.objects.counted().seats() == CAPACITY


def test_without_the_lock_the_same_rush_oversells(monkeypatch):
    """Negative control: the constraint is out of the way and nobody locks or waits for the other's count."""
    session = ClassSessionFactory(capacity=CAPACITY, overbook_limit=1000)
    counted = Barrier(GROUPS)

    def act(lead_id):
        taken = Registration.objects.filter(session=session).counted().seats()
        counted.wait(timeout=20)
        if taken + SEATS > CAPACITY:
            raise NotEnoughSeats(wanted=SEATS, left=CAPACITY - taken)
        lead = Lead.objects.get(pk=lead_id)
        Registration.objects.create(
            session=session,
            lead=lead,
            person=lead.name,
            seats=SEATS,
            price=session.price,
            consultant_id=lead.owner_id,
            registered_at=lead.asked_at,
        )

    assert rush(act) > CAPACITY // SEATS


def test_without_the_lock_the_constraint_still_holds(monkeypatch):
    session = ClassSessionFactory(capacity=CAPACITY)

    def act(lead_id):
        fitting = ClassSession.objects.filter(pk=session.pk, seats_taken__lte=F("capacity") - SEATS)
        if not fitting.update(seats_taken=F("seats_taken") + SEATS):
            raise NotEnoughSeats(wanted=SEATS, left=0)

    assert rush(act) == CAPACITY // SEATS
    session.refresh_from_db()
    assert session.seats_taken == CAPACITY
