"""Periodic tasks."""

from celery import shared_task

from crm.pool.services import reclaim
from kit import clock


@shared_task(name="pool.sweep")
def sweep() -> None:
    """Warn owners of untouched leads, and return those warned of to the pool."""
    reclaim.sweep(clock.now())
