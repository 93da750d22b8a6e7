"""A task is published after the commit; a broker that is gone, hangs or comes back costs nobody a second."""

import socket
import time

import pytest
from celery import current_app
from django.db import transaction

from devserver import redis
from kit import jobs
from kit.jobs import Publisher
from tests.waiting import HANGS_AFTER

GONE = "redis://127.0.0.1:1/0"


@pytest.fixture
def broker_at(monkeypatch):
    """Let the app publish to the broker of this address."""
    return lambda url: monkeypatch.setenv("CELERY_BROKER_URL", url)


@pytest.fixture
def published(monkeypatch):
    """The names that reached the publisher."""
    names = []
    monkeypatch.setattr(jobs.publisher, "publish", names.append)
    return names


def test_a_task_is_published_with_the_commit_and_not_before(transactional_db, published):
    with transaction.atomic():
        jobs.enqueue("room.task")
        assert published == []
    assert published == ["room.task"]


def test_a_task_of_a_rolled_back_transaction_is_not_published(transactional_db, published):
    with transaction.atomic():
        jobs.enqueue("room.never")
        transaction.set_rollback(True)
    assert published == []


def test_a_broker_that_is_away_costs_little_and_is_logged_once(broker_at, caplog):
    broker_at(GONE)
    publisher = Publisher()
    started = time.monotonic()
    for _ in range(100):
        assert publisher.publish("nobody.home") is False
    assert time.monotonic() - started < HANGS_AFTER
    assert caplog.text.count("The broker does not answer") == 1


def test_a_broker_that_hangs_costs_no_second(broker_at):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        started = time.monotonic()
        assert Publisher().publish("nobody.home") is False
        assert time.monotonic() - started < HANGS_AFTER


@pytest.mark.services
def test_a_broker_that_is_back_gets_tasks_after_the_pause(broker_at, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0.0)
    broker_at(GONE)
    publisher = Publisher()
    assert publisher.publish("somebody.home") is False
    server = redis.start(tmp_path / "redis", log=tmp_path / "redis.log")
    try:
        broker_at(server.broker_url)
        assert publisher.publish("somebody.home") is True
        with current_app.connection_for_read() as connection:
            assert connection.default_channel.client.llen(current_app.conf.task_default_queue) == 1
    finally:
        server.stop()
