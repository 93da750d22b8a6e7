"""Two workers find the same import at the same instant; each row is imported once. With a negative control."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

import pytest
from django.db import connection

from crm.leads.models import Activity, Kind, Lead
from crm.routing.models import RoutingLock
from crm.routing.models.lock import ONLY_KEY
from crm.transfer.models import Import
from crm.transfer.services import running
from tests.crm.transfer.files import looked_at, people
from tests.factories.leads import LeadFactory
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 6


def race(user, rows, unlocked=nullcontext):
    """Two workers at once, until nothing is left to do."""
    RoutingLock.objects.get_or_create(pk=ONLY_KEY)  # or who writes it first is waited for
    job = looked_at(user, *rows)
    running.start(job.pk, consultant=None, by=user)
    barrier = Barrier(2)

    def work(_number):
        try:
            with meeting(barrier), unlocked():
                while running.run_next():
                    pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))
    running.run_next()
    return Import.objects.get(pk=job.pk)


def known(owner):
    """Rows about leads of an owner that lack everything else, so that each fills three details."""
    for number in range(ROWS):
        LeadFactory(owner=owner, phone=f"+86138{number:08d}", title="", month="", organisation=None)
    return people(ROWS)


def filled():
    return Activity.objects.filter(kind=Kind.CHANGED).count()


def test_two_workers_open_each_lead_once(zhong):
    job = race(zhong.user, people(ROWS))

    assert job.state == "done"
    assert Lead.objects.count() == ROWS
    assert Activity.objects.filter(kind=Kind.ASSIGNED).count() == ROWS


def test_two_workers_fill_each_gap_once(zhong):
    race(zhong.user, known(zhong))

    assert filled() == 3 * ROWS


def test_without_the_lock_gaps_are_filled_twice(zhong):
    """Negative control: both workers take the same rows."""
    race(zhong.user, known(zhong), without_locks)

    assert filled() > 3 * ROWS
