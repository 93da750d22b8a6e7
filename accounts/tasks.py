"""What beat starts for accounts."""

from celery import shared_task

from accounts.services import idempotency, passwords
from kit import clock


@shared_task(name="accounts.forget_requests")
def forget_requests() -> None:
    """Delete the answers that were given to keyed requests a month ago, and who asked for a new password then."""
    idempotency.forget(clock.now())
    passwords.forget(clock.now())


@shared_task(name=passwords.TASK)
def send_password_resets() -> None:
    """Send the letters with links for new passwords."""
    passwords.send_due()
