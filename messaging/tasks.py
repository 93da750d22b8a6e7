"""Jobs that a bell or the beat wakes; each only takes what is due, so waking them twice does no harm."""

from celery import shared_task

from messaging import gateways
from messaging.services import dispatch, settlement


@shared_task(name="messaging.deliver_due")
def deliver_due() -> None:
    """Send what is due."""
    dispatch.deliver_due(gateways.current())


@shared_task(name="messaging.settle_uncertain")
def settle_uncertain() -> None:
    """Look up what may have been sent."""
    settlement.settle(gateways.current())
