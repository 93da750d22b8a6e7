"""What beat wakes in this room."""

from celery import shared_task

from crm.services import escalation, idempotency, plans, reclaim, review, tasks
from kit import clock


@shared_task(name="crm.send_due_follow_ups")
def send_due_follow_ups() -> None:
    """Take the steps of follow-up plans that have fallen due, and remind of calls that are late."""
    plans.take_due(clock.now())
    tasks.remind_due(clock.now())


@shared_task(name="crm.escalate_due")
def escalate_due() -> None:
    """Climb the response ladders whose next rung has fallen due."""
    escalation.escalate_due(clock.now())


@shared_task(name="crm.sweep_desks")
def sweep_desks() -> None:
    """Warn owners of leads nobody touches, and return the warned ones to the pool."""
    reclaim.sweep(clock.now())


@shared_task(name="crm.raise_review_alarm")
def raise_review_alarm() -> None:
    """Tell of odd inquiries nobody has looked at for half an hour."""
    review.raise_alarm(clock.now())


@shared_task(name="crm.forget_requests")
def forget_requests() -> None:
    """Delete what requests of the API were answered a month ago."""
    idempotency.forget(clock.now())
