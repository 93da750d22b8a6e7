"""A hundred visitors at the same instant, three consultants who are equal."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from threading import Barrier

import pytest
from django.db import connection, transaction

from crm.intake.services import inquiries
from crm.leads.models import Lead
from crm.routing.models import RoutingLock
from crm.routing.queries import active
from crm.routing.services import rule_sets
from tests.factories.leads import asked
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)

INQUIRIES = 100
THREADS = 20


def rush(number, at, around=nullcontext):
    barrier = Barrier(THREADS)

    def one(which):
        try:
            if which < THREADS:
                barrier.wait(timeout=20)
            with around():
                inquiries.receive(asked(phone=f"138{which:08d}"), at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(number)))


def split():
    return sorted(Counter(Lead.objects.values_list("owner", flat=True)).values(), reverse=True)


def test_a_hundred_simultaneous_inquiries_split_34_33_33(monday):
    for _number in range(3):
        on_duty_every_day(ConsultantFactory())
    rush(INQUIRIES, monday)

    assert split() == [34, 33, 33]


def test_a_rule_s_shares_hold_under_the_same_rush(monday):
    first, second, third = (on_duty_every_day(ConsultantFactory(position=number)) for number in range(3))
    everybody = {"people": [first.pk, second.pk, third.pk], "shares": [2, 1, 1]}
    asks_nothing = dict.fromkeys(("people_from", "people_to", "hour_from", "hour_to"))
    by_shares = {"name": "份额", "strategy": "share", "topics": [], "sources": [], "weekdays": []}
    rule_sets.publish(version=0, rules=[by_shares | asks_nothing | everybody], shown="never", fallback=first, by=None)
    active.forget_rules()
    rush(INQUIRIES, monday)

    assert split() == [50, 25, 25]
    assert first.leads.count() == 50


def test_without_the_lock_all_choose_the_same_consultant(monday):
    """Negative control: the same code without its lock, every thread reading before any thread writes."""
    for _number in range(3):
        on_duty_every_day(ConsultantFactory())
    everybody_has_read = Barrier(THREADS)
    with transaction.atomic():
        RoutingLock.objects.take()

    @contextmanager
    def unlocked():
        with without_locks(), meeting(everybody_has_read, before='INSERT INTO "leads_lead"', seconds=20):
            yield

    rush(THREADS, monday, unlocked)

    assert split() == [THREADS]
