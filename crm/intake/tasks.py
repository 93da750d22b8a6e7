"""What beat starts for inquiries."""

from celery import shared_task

from crm.intake.services import escalation, review
from kit import clock


@shared_task(name="intake.escalate_due")
def escalate_due() -> None:
    """Take the steps of escalations that have fallen due."""
    escalation.escalate_due(clock.now())


@shared_task(name="intake.raise_review_alarm")
def raise_review_alarm() -> None:
    """Raise the alarm about suspect inquiries that have waited for half an hour."""
    review.raise_alarm(clock.now())
