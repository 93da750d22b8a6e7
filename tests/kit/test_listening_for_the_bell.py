"""The listener on a real PostgreSQL and a real Redis that goes and comes back."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from django.db import connection, transaction

from kit import jobs, listener
from kit.embedded import redis
from kit.listener import Listener
from tests.journeys.processes import database_url

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PATIENCE = 15


@dataclass
class House:
    """A worker's main process without the worker: app, broker, and what its tasks did here."""

    folder: Path
    server: redis.Server
    app: Celery
    done: list[str] = field(default_factory=list)
    opened: list[Listener] = field(default_factory=list)

    def stop_broker(self) -> None:
        self.server.stop()

    def start_broker(self) -> None:
        self.server = redis.start(self.folder / "redis", log=self.folder / "redis.log")

    def queued(self) -> int:
        with self.app.connection_for_read() as line:
            return int(line.default_channel.client.llen("celery"))

    def listener(self, *without_broker: str) -> Listener:
        made = Listener(self.app, address=database_url(), without_broker=without_broker)
        made.worker_consumes(yes=True)
        self.opened.append(made)
        made.start()
        return made


@pytest.fixture
def house(tmp_path, monkeypatch, settings) -> Iterator[House]:
    monkeypatch.setattr(listener, "SECONDS_BETWEEN_APPLICATIONS", 0.2)
    monkeypatch.setattr(listener, "SECONDS_BETWEEN_LOOKS", 0.3)
    monkeypatch.setattr(listener, "SHORTEST_PAUSE", 0.1)
    settings.RUN_DIR = tmp_path
    server = redis.start(tmp_path / "redis", log=tmp_path / "redis.log")
    app = Celery("house", broker=server.broker_url, set_as_current=False)
    app.conf.task_ignore_result = True
    made = House(tmp_path, server, app)

    @app.task(name="room.task", shared=False)
    def task() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        made.done.append("task")

    @app.task(name="room.broken", shared=False)
    def broken() -> None:
        made.done.append("broken")
        raise ValueError("as planned")

    app.finalize()
    yield made
    for one in made.opened:
        one.stop()
    made.server.stop()


def until(look) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def ears() -> list[tuple[int, bool]]:
    """The listeners' server processes here, each with whether it is on duty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.pid, l.pid IS NOT NULL FROM pg_stat_activity a "
            "LEFT JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory' AND l.granted "
            "WHERE a.application_name = 'listener' AND a.datname = current_database() ORDER BY a.pid"
        )
        return list(cursor.fetchall())


def on_duty() -> list[int]:
    return [pid for pid, holds in ears() if holds]


def someone_listens() -> None:
    until(on_duty)
    time.sleep(0.05)


def test_a_wish_goes_to_the_broker_and_nobody_works_here(house):
    house.listener()
    someone_listens()
    jobs.enqueue("room.task")
    until(lambda: house.queued() == 1)
    time.sleep(0.5)
    assert (house.done, house.queued()) == ([], 1)


def test_without_a_broker_the_listener_works_itself_and_with_it_no_longer(house):
    house.listener()
    someone_listens()
    house.stop_broker()
    jobs.enqueue("room.task")
    until(lambda: house.done == ["task"])

    house.start_broker()
    time.sleep(1)
    jobs.enqueue("room.task")
    until(lambda: house.queued() == 1)
    assert house.done == ["task"]


def test_a_broker_from_which_this_worker_takes_nothing_is_as_good_as_none(house):
    ear = house.listener()
    someone_listens()
    ear.worker_consumes(yes=False)
    jobs.enqueue("room.task")
    until(lambda: house.done == ["task"])
    assert house.queued() == 0


def test_without_a_broker_what_cannot_wait_is_done_again_and_again_in_order(house):
    house.stop_broker()
    house.listener("room.broken", "room.task")
    until(lambda: len(house.done) >= 6)
    assert house.done[:6] == ["broken", "task"] * 3
    assert (house.folder / "worker.alive").exists()


def test_with_a_broker_beat_s_work_is_left_to_beat(house):
    house.listener("room.task")
    someone_listens()
    time.sleep(1)
    assert (house.done, house.queued()) == ([], 0)


def test_a_task_that_fails_and_one_that_nobody_knows_leave_the_listener_listening(house, caplog):
    house.listener()
    someone_listens()
    house.stop_broker()
    with transaction.atomic():
        for name in ("room.broken", "room.unknown", "room.task"):
            jobs.enqueue(name)
    until(lambda: house.done == ["broken", "task"])
    assert "as planned" in caplog.text
    assert "room.unknown, which is no task of this worker" in caplog.text


def test_a_hundred_wishes_at_once_are_a_few_sends(house):
    house.listener()
    someone_listens()
    for _ in range(100):
        jobs.enqueue("room.task")
    until(house.queued)
    time.sleep(0.5)
    assert house.queued() < 50


def test_a_listener_whose_connection_was_cut_listens_again(house):
    house.listener()
    someone_listens()
    (cut,) = on_duty()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [cut])
    until(lambda: on_duty() not in ([], [cut]))
    time.sleep(0.05)
    jobs.enqueue("room.task")
    until(lambda: house.queued() == 1)


def test_of_two_listeners_one_is_on_duty_and_the_other_follows_it(house):
    first = house.listener()
    someone_listens()
    house.listener()
    until(lambda: len(ears()) == 2)
    jobs.enqueue("room.task")
    time.sleep(0.5)
    assert (len(on_duty()), house.queued()) == (1, 1)

    first.stop()
    until(lambda: len(ears()) == 1 and on_duty())
    time.sleep(0.05)
    jobs.enqueue("room.task")
    until(lambda: house.queued() == 2)


def test_a_forked_child_does_not_hold_the_line_of_its_parent(house):
    made = house.listener()
    someone_listens()
    line = made._line
    assert line is not None
    socket_of_parent = Path(f"/proc/self/fd/{line.fileno()}").readlink()
    child = os.fork()
    if child == 0:
        held = {one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink() and one.exists()}
        os._exit(1 if socket_of_parent in held else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert line.pgconn.status == psycopg.pq.ConnStatus.OK
