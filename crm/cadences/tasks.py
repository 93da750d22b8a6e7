"""What beat starts for follow-up plans."""

from celery import shared_task

from crm.cadences.services import steps
from kit import clock


@shared_task(name="cadences.take_due")
def take_due() -> None:
    """Take the steps that have fallen due."""
    steps.take_due(clock.now())
