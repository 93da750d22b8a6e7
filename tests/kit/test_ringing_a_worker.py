"""The bell against real sockets: PostgreSQL, which carries it, and a broker that is gone, hangs or answers."""

import socket
import subprocess
import sys
import time

import psycopg
import pytest
from celery import Celery
from django.db import transaction

from kit import jobs
from kit.bell import Bell
from kit.embedded import redis
from tests.journeys.processes import database_url


@pytest.fixture
def ear(transactional_db):
    """A connection that listens, and says what it has heard."""
    with psycopg.connect(database_url(), autocommit=True) as line:
        line.execute(f"LISTEN {jobs.CHANNEL}")
        yield lambda: [one.payload for one in line.notifies(timeout=0.2)]


def bell_at(url: str) -> Bell:
    app = Celery("bell", broker=url, set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 5, "socket_connect_timeout": 1}
    return Bell(app)


def test_a_wish_is_heard_with_the_commit_and_not_before(ear):
    with transaction.atomic():
        jobs.enqueue("room.task")
        assert ear() == []
    assert ear() == ["room.task"]


def test_a_wish_that_is_rolled_back_is_never_heard(ear):
    with transaction.atomic():
        jobs.enqueue("room.never")
        transaction.set_rollback(True)
    assert ear() == []


def test_equal_wishes_of_one_transaction_are_heard_once(ear):
    with transaction.atomic():
        for _ in range(3):
            jobs.enqueue("room.task")
        jobs.enqueue("room.other")
    assert ear() == ["room.task", "room.other"]


def test_a_wish_is_one_statement(transactional_db, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        jobs.enqueue("room.task")


def test_the_web_server_rings_without_loading_celery():
    heavy = "{'celery', 'kombu', 'redis'} & set(sys.modules)"
    program = f"import django, sys; django.setup(); import config.urls; print(sorted({heavy}))"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"


def test_a_broker_that_is_gone_costs_no_second_and_raises_nothing(caplog):
    started = time.monotonic()
    bell = bell_at("redis://127.0.0.1:1/0")
    assert bell.ring("nobody.home") is False
    assert bell.is_heard() is False
    assert time.monotonic() - started < 1
    assert "OperationalError" in caplog.text


def test_a_broker_that_hangs_costs_no_second_and_raises_nothing(caplog):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        bell = bell_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        for ask in (lambda: bell.ring("nobody.home"), bell.is_heard):
            started = time.monotonic()
            assert ask() is False
            assert time.monotonic() - started < 1
    assert "The broker does not answer" in caplog.text


def test_after_one_failure_the_bell_keeps_silent_for_seconds():
    bell = bell_at("redis://127.0.0.1:1/0")
    bell.ring("nobody.home")
    started = time.monotonic()
    for _ in range(100):
        assert bell.ring("nobody.home") is False
    assert time.monotonic() - started < 0.1


@pytest.mark.services
def test_a_broker_that_is_back_ends_the_silence_and_gets_the_task(tmp_path):
    server = redis.start(tmp_path / "redis", log=tmp_path / "redis.log")
    bell = bell_at(server.broker_url)
    server.stop()
    assert bell.ring("somebody.home") is False
    server = redis.start(tmp_path / "redis", log=tmp_path / "redis.log")
    try:
        assert bell.ring("somebody.home") is False
        assert bell.is_heard() is True
        assert bell.ring("somebody.home") is True
        with bell._app.connection_for_read() as connection:
            assert connection.default_channel.client.llen("celery") == 1
    finally:
        server.stop()
