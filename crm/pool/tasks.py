"""What beat starts for the pool."""

from celery import shared_task

from crm.pool.services import reclaim
from kit import clock


@shared_task(name="pool.sweep")
def sweep() -> None:
    """Warn owners of leads nobody touches, and return the warned ones to the pool."""
    reclaim.sweep(clock.now())
