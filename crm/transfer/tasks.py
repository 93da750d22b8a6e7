"""What the worker does for imports and exports."""

from celery import shared_task

from crm.transfer.services import checking, uploads
from kit import clock


@shared_task(name="transfer.work")
def work() -> None:
    """Check the imports that wait for it."""
    while checking.check_next():
        pass


@shared_task(name="transfer.forget")
def forget() -> int:
    """Delete the cells of old imports."""
    return uploads.forget(clock.now())
