"""Tasks that a commit or beat starts; each only takes what is due, so starting them twice does no harm."""

from celery import shared_task

from messaging import gateways
from messaging.models import Channel
from messaging.services import asking, dispatch, replies, settlement


@shared_task(name="messaging.deliver_due")
def deliver_due() -> None:
    """Send what is due, by each way."""
    for channel in Channel.values:
        dispatch.deliver(channel, gateways.lanes(channel))


@shared_task(name="messaging.settle_uncertain")
def settle_uncertain() -> None:
    """Look up what may have been sent."""
    open_ways = gateways.every()
    for gateway in open_ways:
        settlement.settle(gateway)
    settlement.adopt_orphans([gateway.name for gateway in open_ways])


@shared_task(name="messaging.ask_after_receipts")
def ask_after_receipts() -> None:
    """Ask after what was taken and is not reported on."""
    for gateway in gateways.every():
        asking.ask_all(gateway)


@shared_task(name="messaging.announce_unheard")
def announce_unheard() -> None:
    """Announce replies again that a listener failed on."""
    replies.announce_unheard()
