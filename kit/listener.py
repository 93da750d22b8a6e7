"""The ear in a worker: hears the bells that PostgreSQL delivers, and sees that somebody works, broker or not.

One thread of the worker's main process listens on a connection of its own. With a broker it hands each wish on, and a
pool process works. Without one it works itself, and stands in for beat, whose rings reach nobody either. Of several
workers' listeners one is on duty: the one that holds the advisory lock (docs/adr/0024).
"""

import logging
import os
import threading
import time
from collections.abc import Sequence
from typing import Any

import psycopg
from celery import Celery
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from kit import heartbeat
from kit.bell import Bell
from kit.jobs import CHANNEL

logger = logging.getLogger(__name__)

# The letters of "bell": any number that no other lock of this database uses.
DUTY = 0x62656C6C
# Longest wait before a listener notices that it should leave.
POLL_SECONDS = 1.0
# A worker that was woken works until nothing is due, so a busy house need not ring for every wish.
REST_SECONDS = 0.02
SECONDS_BETWEEN_APPLICATIONS = 3.0
SECONDS_BETWEEN_LOOKS = 5.0
# Patience with a PostgreSQL that is gone.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
# What the listener has begun itself may take this long when the worker is asked to leave.
FAREWELL_SECONDS = 10.0
# A server that vanished without a word is noticed within a minute.
KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "connect_timeout": 5,
}


class Listener:
    """The thread that listens. `without_broker` names the tasks it does itself, in order, while the broker is away."""

    def __init__(self, app: Celery, *, address: str, without_broker: Sequence[str]) -> None:
        """Know whom to ask and where to listen (a PostgreSQL address); `start` begins."""
        self._app, self._without_broker = app, without_broker
        self._address = make_conninfo(address, application_name="listener", **KEEPALIVE)
        self._bell = Bell(app)
        self._consuming = threading.Event()
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._line: psycopg.Connection | None = None
        self._next_look = 0.0

    def start(self) -> None:
        """Begin to listen."""
        os.register_at_fork(after_in_child=self._leave_to_parent)
        self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        self._thread.start()

    def stop(self) -> None:
        """Finish what was begun, within `FAREWELL_SECONDS`, and leave."""
        self._leaving.set()
        if self._thread.is_alive():
            self._thread.join(FAREWELL_SECONDS)

    def worker_consumes(self, *, yes: bool) -> None:
        """Learn whether this worker is taking tasks from the broker now."""
        if yes:
            self._consuming.set()
        else:
            self._consuming.clear()

    def _leave_to_parent(self) -> None:
        """In a forked child: let go of the socket, or an orphan would hold the parent's duty."""
        if self._line is not None and not self._line.closed:
            os.close(self._line.fileno())
            self._line = None

    def _run(self) -> None:
        pause = SHORTEST_PAUSE
        while not self._leaving.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as self._line:
                    pause = SHORTEST_PAUSE
                    self._serve(self._line)
            except Exception as error:  # noqa: BLE001  (a listener that died would not be missed until the broker is)
                logger.warning("The listener hears nothing (%r); it listens again in %.1f s.", error, pause)
                self._leaving.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _serve(self, line: psycopg.Connection) -> None:
        while not self._leaving.is_set():
            taken = line.execute("SELECT pg_try_advisory_lock(%s)", [DUTY]).fetchone()
            if taken == (True,):
                line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                return self._attend(line)
            self._leaving.wait(SECONDS_BETWEEN_APPLICATIONS)
        return None

    def _attend(self, line: psycopg.Connection) -> None:
        """Answer every wish, and look after the broker now and then, until asked to leave."""
        while not self._leaving.is_set():
            wishes = dict.fromkeys(one.payload for one in line.notifies(timeout=POLL_SECONDS, stop_after=1))
            for task in wishes:
                self._answer(task)
            if time.monotonic() >= self._next_look:
                self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
                self._look_after_the_broker()
            if wishes:
                self._leaving.wait(REST_SECONDS)

    def _answer(self, task: str) -> None:
        if task not in self._app.tasks:
            logger.error("A bell rang for %s, which is no task of this worker.", task)
        elif not (self._consuming.is_set() and self._bell.ring(task)):
            self._work(task)

    def _look_after_the_broker(self) -> None:
        """Do what cannot wait while beat's rings reach nobody."""
        if self._consuming.is_set() and self._bell.is_heard():
            return
        for task in self._without_broker:
            self._work(task)
        heartbeat.touch("worker")

    def _work(self, task: str) -> None:
        """Run the task here; what it raises is logged by Celery's own tracer."""
        try:
            self._app.tasks[task].apply(throw=False)
        finally:
            connections.close_all()
