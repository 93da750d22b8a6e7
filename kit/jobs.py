"""Ringing a worker's bell: after commit, by name, and never at a visitor's expense.

The work itself lies in PostgreSQL and beat looks for it every few seconds; the bell only saves that wait. So a thread
of its own rings it, many wishes at once are one ring, and a broker that is gone or hung costs nothing but the bell:
publishing is not retried, has a short time-out, and after one failure stays silent for half a minute.
"""

import logging
import os
import threading
import time
from functools import partial

from celery import current_app
from django.db import transaction
from kombu import Connection, pools

logger = logging.getLogger(__name__)

SILENCE_SECONDS = 30.0
# A worker that was woken works until nothing is due, so a busy house need not ring for every wish.
REST_SECONDS = 0.02
# A worker waits patiently for its broker; whoever rings has a visitor waiting. kombu retries a first connection by
# itself unless `max_retries` says not to, for six seconds, whatever the publisher wishes.
IMPATIENT = {"max_retries": 0, "socket_timeout": 0.5, "socket_connect_timeout": 0.5}


class Bell:
    """A circuit breaker around publishing: one failed ring silences it for `SILENCE_SECONDS`."""

    def __init__(self) -> None:
        """Start able to ring."""
        self._lock = threading.Lock()
        self._silent_until = 0.0

    def ring(self, task: str) -> bool:
        """Wake a worker for the named task; False when the broker could not be reached or is being left alone."""
        with self._lock:
            if time.monotonic() < self._silent_until:
                return False
        try:
            with pools.producers[self._line()].acquire(block=True, timeout=1) as producer:
                current_app.send_task(task, producer=producer, retry=False, ignore_result=True)
        except Exception as error:  # noqa: BLE001  (each transport has its own errors, and none may reach a visitor)
            with self._lock:
                self._silent_until = time.monotonic() + SILENCE_SECONDS
            logger.warning("The broker does not answer (%s); beat will find %s.", type(error).__name__, task)
            return False
        return True

    def _line(self) -> Connection:
        """The connection to ring on; kombu keeps one pool for all that are spelled alike."""
        return current_app.connection_for_write(transport_options=IMPATIENT)


class Ringer:
    """The thread that rings: whoever wishes for a task goes on at once, and a forked child begins anew."""

    def __init__(self, bell: Bell) -> None:
        """Start with nothing wished for and no thread yet."""
        self._bell = bell
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._wanted: dict[str, None] = {}
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    def want(self, task: str) -> None:
        """Have the named task's worker woken soon; the same wish made again meanwhile is one ring."""
        with self._news:
            self._wanted[task] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="ringer", daemon=True)
                self._thread.start()
            self._news.notify()

    def _serve(self) -> None:
        while True:
            with self._news:
                while not self._wanted:
                    self._news.wait()
                wanted, self._wanted = self._wanted, {}
            for task in wanted:
                self._bell.ring(task)
            time.sleep(REST_SECONDS)


bell = Bell()
ringer = Ringer(bell)


def enqueue(task: str) -> None:
    """Ring for the named task once the present transaction has been committed."""
    transaction.on_commit(partial(ringer.want, task), robust=True)
