"""What beat starts for accounts."""

from celery import shared_task

from accounts.services import idempotency
from kit import clock


@shared_task(name="accounts.forget_requests")
def forget_requests() -> None:
    """Delete the answers that were given to keyed requests a month ago."""
    idempotency.forget(clock.now())
