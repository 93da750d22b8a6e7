"""What beat wakes in this room."""

from celery import shared_task

from reports.services import blocks


@shared_task(name="reports.count_past_days")
def count_past_days() -> None:
    """Count the days that are over, and those that have changed since."""
    blocks.count_past_days()
