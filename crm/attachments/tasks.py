"""What beat starts for files."""

from celery import shared_task

from crm.attachments.services import files
from kit import clock


@shared_task(name="attachments.forget")
def forget() -> None:
    """Delete the contents of files that were removed."""
    files.forget(clock.now())
