"""Fifty consultants want one lead of the pool, one consultant wants many; each test has its negative control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from crm.leads.models import Activity, DeskRules, Kind, Lead
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.services import timeline
from crm.pool.errors import AllowanceUsedUp, AlreadyTaken
from crm.pool.models import Allowance, Allowed
from crm.pool.services import allowances, pool
from kit import clock
from tests.factories.leads import LeadFactory
from tests.factories.people import ConsultantFactory

pytestmark = pytest.mark.django_db(transaction=True)

MANY, LIMIT = 50, 5


def rush(acts):
    """Run every act at the same instant; how many got what they wanted."""
    barrier = Barrier(len(acts))

    def one(act):
        try:
            barrier.wait(timeout=30)
            act(barrier)
        except (AlreadyTaken, AllowanceUsedUp):
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(len(acts)) as threads:
        return sum(threads.map(one, acts))


def in_pool(number=1):
    return LeadFactory.create_batch(number, owner=None, pooled_at=clock.now(), next_step_at=None)


def test_one_of_fifty_wins():
    (lead,) = in_pool()
    people = [one.user for one in ConsultantFactory.create_batch(MANY)]

    assert rush([lambda _barrier, who=who: pool.claim(lead.pk, by=who) for who in people]) == 1
    lead.refresh_from_db()
    winner = Activity.objects.get(lead=lead, kind=Kind.ASSIGNED)
    assert (winner.consultant, winner.actor) == (lead.owner, lead.owner.user)
    assert sum(Allowance.objects.values_list("used", flat=True)) == 1


def test_looking_first_and_writing_then_lets_several_win():
    """Negative control: read, check, then write by key, as most systems do."""
    (lead,) = in_pool()
    people = ConsultantFactory.create_batch(MANY // 5)

    def naive(who):
        def act(barrier):
            found = Lead.objects.get(pk=lead.pk)
            barrier.wait(timeout=30)
            if not found.is_in_pool:
                raise AlreadyTaken("")
            with transaction.atomic():
                Lead.objects.filter(pk=lead.pk).update(owner=who, pooled_at=None)
                timeline.write(found, Kind.ASSIGNED, at=clock.now(), by=who.user, consultant_id=who.pk)

        return act

    assert rush([naive(who) for who in people]) > 1


def test_one_consultant_in_many_windows_stays_within_the_limit():
    DeskRules.objects.create(pk=THE_ONE, claims_a_day=LIMIT)
    found, who = in_pool(20), ConsultantFactory().user

    assert rush([lambda _barrier, lead=lead: pool.claim(lead.pk, by=who) for lead in found]) == LIMIT
    assert Lead.objects.filter(owner__user=who).count() == LIMIT


def test_counting_first_lets_more_through():
    """Negative control: count the day's claims, then add one."""
    who = ConsultantFactory()

    def naive(barrier):
        used = Allowance.objects.filter(consultant=who).count()
        barrier.wait(timeout=30)
        if used >= 1:
            raise AllowanceUsedUp("claim", 1)
        allowances.take(who, Allowed.CLAIM, limit=100, at=clock.now())

    rush([naive] * 8)
    assert Allowance.objects.get().used > 1
