"""`kill -9` for worker, beat, web, broker and PostgreSQL in the gaps of their work; two beats; a broker that hangs.

Each time every text reaches the provider once. Nothing here measures: what waits, waits until the thing has happened.
"""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress

import psycopg
import pytest
import requests
from django.db import connection, transaction
from psycopg.rows import dict_row

from crm.intake.models import Inquiry
from devserver import postgres
from kit import jobs
from messaging import gateways
from messaging.models import Message, State
from messaging.services import settlement
from tests.factories.messaging import MessageFactory
from tests.factories.people import on_duty_round_the_clock
from tests.fakes import twilio
from tests.fakes.twilio import Fault, always
from tests.journeys import processes
from tests.journeys.person import Person
from tests.messaging.conftest import minutes_pass  # noqa: F401  (a fixture)
from tests.waiting import HANGS_AFTER

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PATIENCE = 60
# Whoever asked the provider is dead, or has given up, before the answer comes.
LONGER_THAN_ANY_PATIENCE = 60


# Who sends texts, and who serves the visitors that ask for them.
SENDERS, SERVED = ("worker", "beat"), ("web", "worker", "beat")


@pytest.fixture
def centre(request, tmp_path, zhong, settings):
    """The processes that a test needs, and the way to their provider for this one."""
    on_duty_round_the_clock(zhong)
    with processes.running(tmp_path, names=getattr(request, "param", SENDERS)) as opened:
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = twilio.ACCOUNT, twilio.TOKEN
        settings.TWILIO_FROM_NUMBER = "+15005550006"
        settings.TWILIO_API_BASE_URL, settings.PUBLIC_BASE_URL = opened.provider.url, processes.PUBLIC
        yield opened


def until(happened):
    """Wait until something has happened."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def post(count, *, enqueue=True):
    """Commit so many due texts, with a task or without."""
    with transaction.atomic():
        messages = MessageFactory.create_batch(count)
        if enqueue:
            jobs.enqueue("messaging.deliver_due")
    return messages


def all_taken():
    """Whether the provider has confirmed every text to us."""
    return not Message.objects.exclude(state__in=[State.ACCEPTED, State.DELIVERED]).exists()


def each_once(centre):
    """Whether the provider took every text of the database, and none twice."""
    return Counter(centre.provider.bodies()) == Counter(Message.objects.values_list("body", flat=True))


def test_a_killed_worker_loses_and_doubles_no_sent_text(centre, minutes_pass):  # noqa: F811
    provider = centre.provider
    provider.plan, provider.slowness = always(Fault.ACCEPT_SLOWLY), LONGER_THAN_ANY_PATIENCE
    post(3)
    until(lambda: len(provider.accepted) == 3)
    centre.kill("worker")
    assert set(Message.objects.values_list("state", flat=True)) <= {State.SENDING, State.UNCERTAIN}

    provider.plan = always(Fault.NONE)
    centre.start("worker")
    post(2)
    until(lambda: Message.objects.filter(state=State.ACCEPTED).count() == 2)
    minutes_pass(2)  # the dead claims outlive their lease, and the first look falls due
    settlement.reap()
    minutes_pass(2)
    settlement.settle(gateways.current())
    until(all_taken)
    assert each_once(centre)
    assert len(provider.requests) == 5


def test_what_is_committed_without_a_worker_is_sent_later(centre):
    centre.kill("worker")
    post(3)
    centre.start("worker")
    until(all_taken)
    assert each_once(centre)


@pytest.mark.parametrize("centre", [SERVED], indirect=True)
def test_inquiries_during_a_kill_are_kept_whole_or_not_at_all(centre):
    visitors = [Person(centre.url) for _ in range(6)]
    for visitor in visitors:
        visitor.open("/inquire/")
    answers = []

    def ask(place):
        said = {"name": "王主任", "phone": f"1390000220{place}", "head_count": "45", "consent": "on"}
        with suppress(requests.RequestException):
            answers.append(visitors[place].send("[data-inquiry-form]", **said).status_code)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    until(Inquiry.objects.exists)
    centre.kill("web")
    for thread in threads:
        thread.join()
    centre.start("web")

    assert Inquiry.objects.count() >= max(1, answers.count(200))
    assert Message.objects.count() == 2 * Inquiry.objects.filter(lead__isnull=False).count()
    until(all_taken)
    assert each_once(centre)


def test_two_beats_do_no_harm_and_each_alone_is_enough(centre):
    centre.start("beat", called="second beat")
    post(10, enqueue=False)
    until(all_taken)
    centre.kill("beat")
    post(5, enqueue=False)
    until(all_taken)
    centre.kill("second beat")
    post(5)
    until(all_taken)
    assert each_once(centre)
    assert len(centre.provider.requests) == 20


def test_of_two_workers_one_killed_leaves_the_other(centre):
    centre.start("worker", called="second worker")
    centre.provider.latency = 0.02
    post(40)
    until(all_taken)
    centre.kill("worker")
    post(10)
    until(all_taken)
    assert each_once(centre)
    assert len(centre.provider.requests) == 50


def test_a_killed_broker_loses_no_text_and_doubles_none(centre):
    centre.provider.latency = 0.02
    post(20)
    centre.broker.child.process.kill()
    centre.broker.child.process.wait()
    post(5)
    centre.start_broker()
    post(5)
    until(all_taken)
    assert each_once(centre)
    assert len(centre.provider.requests) == 30


@pytest.mark.parametrize("centre", [SERVED], indirect=True)
def test_while_the_broker_hangs_visitors_are_answered(centre):
    first, second = Person(centre.url), Person(centre.url)
    for visitor in (first, second):
        visitor.open("/inquire/")
    said = {"name": "王主任", "head_count": "45", "consent": "on"}
    assert first.send("[data-inquiry-form]", phone="13900002207", **said).status_code == 200
    until(all_taken)
    hung = centre.broker.child.process
    hung.send_signal(signal.SIGSTOP)
    try:
        started = time.monotonic()
        assert second.send("[data-inquiry-form]", phone="13900002208", **said).status_code == 200
        assert time.monotonic() - started < HANGS_AFTER
    finally:
        hung.send_signal(signal.SIGCONT)
    until(all_taken)
    assert Message.objects.count() == 4
    assert each_once(centre)


# What a killed process has written, the kernel keeps; only a power cut needs more. Commits are waited for all the same.
SLOPPY = ("fsync=off",)


class Database:
    """A centre on a PostgreSQL of its own, which may be killed; what is asked of it is SQL."""

    def __init__(self, folder):
        self.folder = folder
        self.server = postgres.start(folder, options=SLOPPY)

    @property
    def url(self):
        return self.server.url("centre")

    def kill(self):
        """End the postmaster without a word; its children notice and leave."""
        self.server.child.process.kill()
        self.server.child.process.wait()

    def restart(self):
        self.server = postgres.start(self.folder, options=SLOPPY)

    def ask(self, statement, *values):
        with psycopg.connect(self.url, row_factory=dict_row) as line:
            found = line.execute(statement, values)
            return found.fetchall() if found.description else []

    def post(self, count):
        """Commit so many due texts; beat finds them."""
        self.ask(
            """
                INSERT INTO messaging_message (uuid, dedupe_key, topic, template, body, to_number, purpose, state,
                    expires_at, attempts, looks, gateway, provider_status, error_code, segments, created_at, updated_at)
                SELECT gen_random_uuid(), key, '', 'inquiry_received', key, '+86138' || lpad(n::text, 8, '0'),
                    'transactional', 'queued', now() + interval '1 day', 0, 0, '', '', '', 1, now(), now()
                FROM (SELECT n, gen_random_uuid()::text AS key FROM generate_series(1, %s) n) drawn
            """,
            count,
        )

    def states(self):
        return Counter(row["state"] for row in self.ask("SELECT state FROM messaging_message"))


@pytest.fixture
def database(tmp_path):
    """A cluster with the tables of the suite's own, and nothing in them."""
    database = Database(tmp_path / "pg")
    tables = subprocess.run(
        [postgres.program("pg_dump"), "--schema-only", processes.database_url()], capture_output=True, check=True
    )
    filling = [postgres.program("psql"), "--quiet", "--set", "ON_ERROR_STOP=1", "--output", os.devnull, database.url]
    subprocess.run(filling, input=tables.stdout, check=True)
    yield database
    database.server.stop()


def test_a_killed_postgresql_loses_and_doubles_no_sent_text(database, tmp_path):
    connection.close()
    with processes.running(
        tmp_path / "run", names=SERVED, database=database.url, slowness=LONGER_THAN_ANY_PATIENCE
    ) as centre:
        provider = centre.provider
        provider.plan = always(Fault.ACCEPT_SLOWLY)
        database.post(4)
        until(lambda: len(provider.accepted) == 4)
        database.kill()
        database.restart()
        assert set(database.states()) <= {"sending", "uncertain"}, "each claim was on disk before its request left"

        provider.plan = always(Fault.NONE)
        for text in provider.accepted:
            until(lambda text=text: provider.call_back(text, "delivered", host=centre.url) == 204)
        database.post(3)
        until(lambda: database.states() == {"delivered": 4, "accepted": 3})
        assert len(provider.requests) == len(set(provider.bodies())) == 7
