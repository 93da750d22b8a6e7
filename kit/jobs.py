"""Starting a task after the commit, without letting anyone wait for the broker.

The work itself lies in PostgreSQL, and beat looks for it every few seconds; publishing the task only saves that wait.
So a broker that does not answer costs half a second at most, and is left alone for a moment (docs/adr/0018).
"""

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

# Without `max_retries` kombu tries a connection for six seconds, whatever the publisher asks for.
TRANSPORT_OPTIONS = {"max_retries": 0, "socket_timeout": 0.5, "socket_connect_timeout": 0.5}
PAUSE_SECONDS = 5.0
# Then beat has started it anyway.
EXPIRES_SECONDS = 30


class Publisher:
    """Gives tasks to the broker; after a failure it does not try again for `PAUSE_SECONDS`."""

    def __init__(self) -> None:
        """Start with a broker that is believed to be well."""
        self._paused_until = 0.0

    def publish(self, task: str) -> bool:
        """Publish the named task; False when the broker did not answer now or a moment ago."""
        if time.monotonic() < self._paused_until:
            return False
        try:
            with current_app.connection_for_write(transport_options=TRANSPORT_OPTIONS) as connection:
                current_app.send_task(
                    task, connection=connection, retry=False, ignore_result=True, expires=EXPIRES_SECONDS
                )
        except Exception as error:  # noqa: BLE001  (each transport has its own errors, and each means the same)
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("The broker does not answer (%s); beat will start %s.", type(error).__name__, task)
            return False
        return True


publisher = Publisher()


def enqueue(task: str) -> None:
    """Start the named task once the present transaction has been committed, else never."""
    transaction.on_commit(partial(publisher.publish, task), robust=True)
