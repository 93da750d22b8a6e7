"""Periodic tasks."""

from celery import shared_task

from crm.leads.services import tasks
from kit import clock


@shared_task(name="leads.remind_due")
def remind_due() -> None:
    """Remind consultants of planned calls that are late."""
    tasks.remind_due(clock.now())
