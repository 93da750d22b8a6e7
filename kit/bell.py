"""Handing a task to the broker, without ever waiting long for it: a worker's listener rings it (`kit.listener`)."""

import logging
import time
from collections.abc import Callable

from celery import Celery
from kombu import Connection, pools

logger = logging.getLogger(__name__)

SILENCE_SECONDS = 4.0
# A consumer waits patiently for its broker; whoever rings has messages waiting. kombu retries a first connection by
# itself unless `max_retries` says not to, for six seconds, whatever the publisher wishes.
IMPATIENT = {"max_retries": 0, "socket_timeout": 0.5, "socket_connect_timeout": 0.5}


class Bell:
    """A circuit breaker around publishing: one failed ring silences it for `SILENCE_SECONDS`. For one thread."""

    def __init__(self, app: Celery) -> None:
        """Start able to ring at this app's broker."""
        self._app = app
        self._silent_until = 0.0

    def ring(self, task: str) -> bool:
        """Give the named task to the broker; False when it could not be reached or is being left alone."""
        return time.monotonic() >= self._silent_until and self._attempt(lambda: self._send(task))

    def is_heard(self) -> bool:
        """Whether the broker answers a new caller now; asking after a failure also ends the silence."""
        self._silent_until = 0.0
        return self._attempt(self._call)

    def _attempt(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except Exception as error:  # noqa: BLE001  (each transport has its own errors, and each means the same)
            self._silent_until = time.monotonic() + SILENCE_SECONDS
            logger.warning("The broker does not answer (%s).", type(error).__name__)
            return False
        return True

    def _send(self, task: str) -> None:
        with pools.producers[self._line()].acquire(block=True, timeout=1) as producer:
            self._app.send_task(task, producer=producer, retry=False, ignore_result=True)

    def _call(self) -> None:
        with self._line() as line:
            # `connect` would try twice, two seconds apart, whatever the options say.
            line.default_channel.close()  # type: ignore[attr-defined]

    def _line(self) -> Connection:
        """The connection to ring on; kombu keeps one pool for all that are spelled alike."""
        return self._app.connection_for_write(transport_options=IMPATIENT)
