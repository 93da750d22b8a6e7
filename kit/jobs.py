"""Ringing a worker's bell: after commit, by name, and never at a visitor's expense.

The work itself lies in PostgreSQL and beat looks for it every few seconds; the bell only saves that wait. So a broker
that is gone or hung costs nothing but the bell: publishing is not retried, has a short time-out, and after one failure
stays silent for half a minute.
"""

import logging
import threading
import time
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

SILENCE_SECONDS = 30.0


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
            current_app.send_task(task, retry=False, ignore_result=True)
        except Exception as error:  # noqa: BLE001  (each transport has its own errors, and none may reach a visitor)
            with self._lock:
                self._silent_until = time.monotonic() + SILENCE_SECONDS
            logger.warning("The broker does not answer (%s); beat will find %s.", type(error).__name__, task)
            return False
        return True


bell = Bell()


def enqueue(task: str) -> None:
    """Ring for the named task once the present transaction has been committed."""
    transaction.on_commit(partial(bell.ring, task), robust=True)
