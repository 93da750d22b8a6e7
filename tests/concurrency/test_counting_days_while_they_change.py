"""Leads change while their day is being counted; nobody who reads meanwhile may see a number that is not so."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from crm.models import Lead
from crm.rules.stages import PATH, Stage
from kit import clock
from reports import queries
from reports.models import Block, StaleDay
from reports.period import Period
from reports.rules.tally import Facet
from reports.services import blocks
from tests.factories.leads import LeadFactory
from tests.factories.people import ConsultantFactory

pytestmark = pytest.mark.django_db(transaction=True)

# Long over by any clock.
A_DAY = date(2024, 3, 5)
PERIOD = Period(A_DAY, A_DAY + timedelta(days=9))
WRITERS, COUNTERS, READERS = 3, 2, 2
CHANGES, READINGS = 60, 40


@pytest.fixture
def cohort(db):
    owner = ConsultantFactory()
    return [
        LeadFactory(owner=owner, asked_at=clock.start_of(A_DAY + timedelta(days=number % 10)) + timedelta(hours=9))
        for number in range(40)
    ]


def counted():
    told = Counter()
    for numbers in queries.tally(PERIOD).of(Facet.SOURCE).values():
        told.update(dict(zip(PATH, numbers, strict=True)))
    return +told


def recounted():
    return Counter(Stage(one) for one in Lead.objects.values_list("furthest", flat=True))


def in_a_thread(work):
    """Do it on a connection of its own, to its end."""

    def alone():
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(alone).result(timeout=30)


def rush(work, counters, written):
    """All at the same instant; the counters go on until everything else is done."""
    barrier = Barrier(len(work) + len(counters))

    def one(job, seed):
        try:
            barrier.wait(timeout=20)
            job(seed)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work) + len(counters)) as pool:
        counting = [pool.submit(one, job, seed) for seed, job in enumerate(counters)]
        try:
            for task in [pool.submit(one, job, seed) for seed, job in enumerate(work)]:
                task.result(timeout=60)
        finally:
            written.set()
        for task in counting:
            task.result(timeout=60)


def advance(lead):
    Lead.objects.filter(pk=lead.pk).update(furthest=Stage.PROPOSED)


def test_whoever_reads_while_others_write_and_count_sees_a_recount_of_her_instant(cohort):
    written, compared = Event(), []

    def write(seed):
        random = Random(seed)
        for _change in range(CHANGES):
            with transaction.atomic():
                for lead in sorted(random.sample(cohort, 2), key=lambda one: one.pk):
                    Lead.objects.filter(pk=lead.pk).update(furthest=random.choice(PATH))

    def count(_seed):
        while not written.is_set():
            blocks.count_past_days()

    def read(_seed):
        for _reading in range(READINGS):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                compared.append((counted(), recounted()))

    rush([write] * WRITERS + [read] * READERS, [count] * COUNTERS, written)

    assert [pair for pair in compared if pair[0] != pair[1]] == []
    blocks.count_past_days()
    assert Block.objects.filter(days=1, begins_on__range=(PERIOD.since, PERIOD.until)).count() == PERIOD.days
    assert not StaleDay.objects.exists()
    assert counted() == recounted()


def test_a_change_that_commits_between_forgetting_and_counting_keeps_its_day_marked(cohort, monkeypatch):
    blocks.count_past_days()
    advance(cohort[0])
    count_days = queries.count_days

    def late(days):
        found = count_days(days)
        in_a_thread(lambda: advance(cohort[10]))
        return found

    with monkeypatch.context() as patched:
        patched.setattr(queries, "days_to_count", lambda _at_most: [A_DAY])
        patched.setattr(queries, "count_days", late)
        blocks._count_some()

    assert StaleDay.objects.filter(day=A_DAY).exists()
    assert counted() == recounted()


def test_counted_first_and_forgotten_afterwards_the_same_change_is_lost(cohort):
    """Negative control: the order that looks natural."""
    blocks.count_past_days()
    advance(cohort[0])

    with transaction.atomic():
        found = queries.count_days([A_DAY])
        in_a_thread(lambda: advance(cohort[10]))
        blocks._put_down(1, found)
        StaleDay.objects.filter(day=A_DAY).delete()
        for span in (2, 4, 8):
            blocks._put_down(span, blocks._from_halves([A_DAY], span))

    assert counted() != recounted()


def test_an_open_change_is_neither_counted_nor_seen_and_marks_its_day_when_it_commits(cohort):
    blocks.count_past_days()
    before = counted()

    with transaction.atomic():
        advance(cohort[0])
        in_a_thread(blocks.count_past_days)
        seen = []
        in_a_thread(lambda: seen.append(counted()))
    assert seen == [before]
    assert counted() == recounted() != before


def test_two_who_count_do_not_wait_for_each_other(cohort):
    with transaction.atomic():
        assert blocks._count_some() > 0
        done = []
        in_a_thread(lambda: done.append(blocks.count_past_days()))

    assert done == [0]
