"""Somebody changes an old lead at the instant in which its week is counted: her change is told all the same."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from crm.models import Lead
from crm.rules.attribution import Source
from kit import clock
from reports import counts
from reports.models import ChangedWeek
from reports.period import Period
from reports.services import counting
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20


@pytest.fixture
def lead():
    """One of a week that waits to be counted for the first time, without a mark."""
    lead = LeadFactory(asked_at=clock.now() - timedelta(days=40), source=Source.SITE)
    ChangedWeek.objects.all().delete()
    return lead


def channels(lead):
    day = clock.local(lead.asked_at).date()
    monday = day - timedelta(days=day.weekday())
    tally = counts.of(Period(monday, monday + timedelta(days=6)))
    return {source: number for (source, _furthest), number in tally.by_source.items()}


def in_a_thread(act):
    def run():
        try:
            return act()
        finally:
            connection.close()

    threads = ThreadPoolExecutor(1)
    return threads.submit(run)


def change_meanwhile(lead, meanwhile):
    """Change the lead in a transaction that ends only after `meanwhile`."""
    changed, go_on = Event(), Event()

    def act():
        with transaction.atomic():
            Lead.objects.filter(pk=lead.pk).update(source=Source.WECHAT)
            changed.set()
            assert go_on.wait(PATIENCE)

    running = in_a_thread(act)
    assert changed.wait(PATIENCE)
    meanwhile()
    go_on.set()
    running.result(PATIENCE)


def test_a_change_that_ends_after_the_counting_keeps_its_mark(lead):
    change_meanwhile(lead, counting.count_weeks)
    assert channels(lead) == {Source.WECHAT: 1}


def test_without_the_mark_the_old_number_would_stay(lead):
    """Negative control."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE crm_lead DISABLE TRIGGER reports_lead_changes")
    try:
        change_meanwhile(lead, counting.count_weeks)
        assert channels(lead) == {Source.SITE: 1}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE crm_lead ENABLE TRIGGER reports_lead_changes")


def two_counters(lead, monkeypatch):
    """One reads the leads and is held up; the lead changes; another counts; the first one writes what it read."""
    read, write = Event(), Event()
    live, calls = counts.live, itertools.count()

    def slow(stretches):
        found = live(stretches)
        if next(calls) == 0:
            read.set()
            assert write.wait(PATIENCE)
        return found

    monkeypatch.setattr(counts, "live", slow)
    first = in_a_thread(counting.count_weeks)
    assert read.wait(PATIENCE)
    Lead.objects.filter(pk=lead.pk).update(source=Source.WECHAT)
    yield
    second = in_a_thread(counting.count_weeks)
    # Long enough for a counter that nobody stops.
    is_done = Event()
    second.add_done_callback(lambda _told: is_done.set())
    is_done.wait(1.0)
    write.set()
    first.result(PATIENCE)
    second.result(PATIENCE)
    monkeypatch.setattr(counts, "live", live)


def test_of_two_counters_the_slower_does_not_write_over_the_newer_numbers(lead, monkeypatch):
    for _step in two_counters(lead, monkeypatch):
        pass
    assert channels(lead) == {Source.WECHAT: 1}


def test_without_taking_turns_it_would(lead, monkeypatch):
    """Negative control."""
    for _step in two_counters(lead, monkeypatch):
        monkeypatch.setattr(counting, "TURN", counting.TURN + 1)
    assert channels(lead) == {Source.SITE: 1}
