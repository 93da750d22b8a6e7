"""What the worker does for imports and exports."""

import time

from celery import shared_task

from crm.transfer.services import checking, exports, running, uploads
from kit import clock

# Then the next start goes on: Celery ends a task after two minutes.
LONGEST = 60.0


@shared_task(name="transfer.work")
def work() -> None:
    """Check and import what waits for it, one batch after the other."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and (checking.check_next() or running.run_next() or exports.write_next()):
        pass


@shared_task(name="transfer.forget")
def forget() -> None:
    """Delete the cells of old imports, and the files of old exports."""
    uploads.forget(clock.now())
    exports.expire(clock.now())
