"""What beat wakes in this room."""

from celery import shared_task

from reports.services import counting


@shared_task(name="reports.count_weeks")
def count_weeks() -> None:
    """Count the weeks that are over and wait for it."""
    counting.count_weeks()
