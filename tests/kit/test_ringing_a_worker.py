"""The bell against real sockets: a broker that is gone, one that hangs, and the one that answers."""

import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import transaction
from kombu import pools

from kit import jobs
from kit.embedded import redis


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> jobs.Bell:
    fresh = jobs.Bell()
    monkeypatch.setattr(jobs, "bell", fresh)
    return fresh


@pytest.fixture
def broker(settings) -> Iterator[object]:
    """Point the queue somewhere else for one test."""

    def at(url: str) -> None:
        current_app.conf.broker_url = url
        current_app.conf.broker_transport_options = {"socket_timeout": 5, "socket_connect_timeout": 1}
        forget()

    before = (current_app.conf.broker_url, current_app.conf.broker_transport_options)
    yield at
    current_app.conf.broker_url, current_app.conf.broker_transport_options = before
    forget()


def forget() -> None:
    """Drop the connections and producers that remember the former address."""
    pools.reset()
    current_app._pool = None
    current_app.amqp._producer_pool = None


def test_a_broker_that_is_gone_costs_no_second_and_raises_nothing(bell, broker, caplog):
    broker("redis://127.0.0.1:1/0")
    started = time.monotonic()
    assert bell.ring("nobody.home") is False
    assert time.monotonic() - started < 1
    assert "OperationalError" in caplog.text


def test_a_broker_that_hangs_costs_no_second_and_raises_nothing(bell, broker, caplog):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        started = time.monotonic()
        assert bell.ring("nobody.home") is False
        assert time.monotonic() - started < 1
    assert "OperationalError" in caplog.text


def test_after_one_failure_the_bell_keeps_silent_for_half_a_minute(bell, broker):
    broker("redis://127.0.0.1:1/0")
    bell.ring("nobody.home")
    started = time.monotonic()
    for _ in range(100):
        assert bell.ring("nobody.home") is False
    assert time.monotonic() - started < 0.1


@pytest.mark.services
def test_a_broker_that_answers_gets_the_task(bell, broker, tmp_path):
    server = redis.start(tmp_path / "redis", log=tmp_path / "redis.log")
    try:
        broker(server.broker_url)
        assert bell.ring("somebody.home") is True
        with current_app.connection_for_read() as connection:
            assert connection.default_channel.client.llen("celery") == 1
    finally:
        server.stop()


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_commit_and_not_at_all_after_a_rollback(monkeypatch):
    rung: list[str] = []
    monkeypatch.setattr(jobs.ringer, "want", rung.append)
    with transaction.atomic():
        jobs.enqueue("room.task")
        assert rung == []
    assert rung == ["room.task"]
    with transaction.atomic():
        jobs.enqueue("room.never")
        transaction.set_rollback(True)
    assert rung == ["room.task"]


class SlowBell(jobs.Bell):
    """A bell whose ring takes as long as the test likes."""

    def __init__(self) -> None:
        super().__init__()
        self.rung: list[str] = []
        self.may_ring = threading.Event()

    def ring(self, task: str) -> bool:
        self.may_ring.wait(timeout=10)
        self.rung.append(task)
        return True


def test_whoever_wishes_for_a_task_never_waits_for_the_broker_and_many_wishes_are_one_ring():
    slow = SlowBell()
    ringer = jobs.Ringer(slow)
    ringer.want("first")
    time.sleep(0.05)
    started = time.monotonic()
    for _ in range(50):
        ringer.want("room.task")
    assert time.monotonic() - started < 0.1

    slow.may_ring.set()
    deadline = time.monotonic() + 5
    while len(slow.rung) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert slow.rung == ["first", "room.task"]


def test_a_forked_child_rings_with_a_thread_of_its_own():
    slow = SlowBell()
    slow.may_ring.set()
    ringer = jobs.Ringer(slow)
    ringer.want("parent")
    child = os.fork()
    if child == 0:
        slow.rung.clear()
        ringer.want("child")
        time.sleep(0.3)
        os._exit(0 if slow.rung == ["child"] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
