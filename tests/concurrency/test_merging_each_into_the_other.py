"""Two users merge two leads at once, each into the other: one merge stands; with a negative control."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from crm.leads.errors import LeadIsMerged
from crm.leads.models import Lead
from crm.leads.services import merging
from tests.factories.leads import LeadFactory
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def race(zhong, around, seconds=1):
    one, two = LeadFactory.create_batch(2, owner=zhong)
    barrier = Barrier(2)

    def merge(pair):
        try:
            with around(), meeting(barrier, seconds=seconds):
                merging.merge(pair[0], other_id=pair[1], by=zhong.user)
        except LeadIsMerged:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as threads:
        done = sum(threads.map(merge, [(one.pk, two.pk), (two.pk, one.pk)]))
    return done, Lead.objects.count()


def test_one_of_two_crossing_merges_stands(zhong):
    assert race(zhong, nullcontext) == (1, 1)


def test_without_locks_it_is_not_one_that_stands(zhong):
    """Negative control: the two wait for each other, or both merge."""
    try:
        stands = race(zhong, without_locks, seconds=20)
    except OperationalError:
        stands = "deadlock"
    assert stands != (1, 1)
