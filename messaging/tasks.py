"""Tasks that a commit or beat starts; each only takes what is due, so starting them twice does no harm."""

from celery import shared_task

from messaging import gateways
from messaging.models import Channel
from messaging.services import dispatch, polling, replies, settlement

# All ways share a task's time. Each may overrun its part by one request of at most fifteen seconds, and the sum has to
# stay below CELERY_TASK_SOFT_TIME_LIMIT.
SECONDS_A_TASK = 45.0


@shared_task(name="messaging.deliver_due")
def deliver_due() -> None:
    """Send what is due, by each way."""
    seconds = SECONDS_A_TASK / len(Channel)
    for channel in Channel.values:
        dispatch.deliver(channel, gateways.for_channel(channel), seconds=seconds)


@shared_task(name="messaging.settle_uncertain")
def settle_uncertain() -> None:
    """Look up what may have been sent."""
    open_ways = gateways.every()
    for gateway in open_ways:
        settlement.settle(gateway, seconds=SECONDS_A_TASK / len(open_ways))
    settlement.adopt_orphans([gateway.name for gateway in open_ways])


@shared_task(name="messaging.ask_after_receipts")
def ask_after_receipts() -> None:
    """Ask after what was taken and is not reported on."""
    open_ways = gateways.every()
    for gateway in open_ways:
        polling.ask_all(gateway, seconds=SECONDS_A_TASK / len(open_ways))


@shared_task(name="messaging.announce_unheard")
def announce_unheard() -> None:
    """Announce replies again that a listener failed on."""
    replies.announce_unheard()
