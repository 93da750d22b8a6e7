"""What beat starts for notices."""

from celery import shared_task

from crm.notices.services import digest, inbox
from kit import clock


@shared_task(name="notices.send_digests")
def send_digests() -> None:
    """Write the letters of a working morning."""
    digest.send_due(clock.now())


@shared_task(name="notices.forget")
def forget() -> None:
    """Delete notices that were read long ago."""
    inbox.forget(clock.now())
