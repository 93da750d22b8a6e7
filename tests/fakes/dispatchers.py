"""Dispatchers that die: processes that send and settle until they are killed, again and again.

Run as `python -m tests.fakes.dispatchers`, with the settings in the environment. It boots Django once and forks, so
that a kill is followed by a new dispatcher within milliseconds and hits the gaps of the work, not of the start. Its one
argument is JSON: how many `processes`, a `seed`, the `pause` in seconds between kills, and whether it is `naive`: then
it does what most code does, and retries whatever was not answered. It ends when its input is closed, and says how
often it killed.
"""

import json
import os
import random
import select
import signal
import sys
import time
from datetime import timedelta
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402  (models need the settings first)
from django.urls import reverse  # noqa: E402

from messaging.gateways.twilio import TwilioGateway  # noqa: E402
from messaging.models import Message, State  # noqa: E402
from messaging.rules import breaker  # noqa: E402
from messaging.rules.outcomes import NotSent, Unknown  # noqa: E402
from messaging.services import dispatch, results, settlement, states  # noqa: E402


class NaiveGateway(TwilioGateway):
    """Takes every silence for a no, as most code does."""

    def send(self, outgoing):
        outcome = super().send(outgoing)
        return NotSent(outcome.reason) if isinstance(outcome, Unknown) else outcome


def gateway_of(kind):
    """A gateway with the settings' account and little patience."""
    return kind(
        account_sid=settings.TWILIO_ACCOUNT_SID,
        auth_token=settings.TWILIO_AUTH_TOKEN,
        public_base_url=settings.PUBLIC_BASE_URL,
        from_number=settings.TWILIO_FROM_NUMBER,
        api_base_url=settings.TWILIO_API_BASE_URL,
        timeout=(0.5, 0.5),
    )


def work(gateway, *, naive):
    """Send and settle without end."""
    while True:
        dispatch.deliver_due(gateway, seconds=5)
        settlement.settle(gateway, seconds=5)
        if naive:
            states.move(Message.objects.uncertain(), to=State.QUEUED)
        time.sleep(0.02)


def spawn(gateway, *, naive):
    """Fork one dispatcher; returns its process number."""
    child = os.fork()
    if child:
        return child
    try:
        work(gateway, naive=naive)
    finally:
        os._exit(1)


def main():
    """Keep so many dispatchers at work and kill one of them at random moments."""
    orders = json.loads(sys.argv[1])
    chance = random.Random(orders["seed"])
    naive = orders["naive"]
    # Short leases instead of long days.
    results.FIRST_LOOK = settlement.NEXT_LOOK = timedelta(seconds=0.4)
    settlement.LEASE = timedelta(seconds=1.2)
    # Five faults in a row open the breaker, which would rest longer than the run may last.
    breaker.REST, breaker.PROBE, breaker.LONGEST_REST = (timedelta(seconds=one) for one in (0.4, 1.2, 2))
    gateway = gateway_of(NaiveGateway if naive else TwilioGateway)
    # What is loaded before the fork, a new dispatcher need not load again.
    reverse("messaging:sms-callback", args=[uuid4()])
    _ = gateway.client.messages
    alive = [spawn(gateway, naive=naive) for _ in range(orders["processes"])]
    kills = 0
    while not select.select([sys.stdin], [], [], chance.uniform(0, 2 * orders["pause"]))[0]:
        victim = chance.randrange(len(alive))
        os.kill(alive[victim], signal.SIGKILL)
        os.waitpid(alive[victim], 0)
        kills += 1
        alive[victim] = spawn(gateway, naive=naive)
    for process in alive:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    sys.stdout.write(json.dumps({"kills": kills}))


if __name__ == "__main__":
    main()
