"""The chaos run: faults at the provider, receipts lost and shuffled, dispatchers killed; each message arrives once.

The negative control does what most code does, retries what was not answered, and doubles. `CHAOS_MESSAGES` and
`CHAOS_KILL_EVERY` (seconds) make it longer.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from django.conf import settings as django_settings
from django.db import connection

from messaging.models import Message, State
from tests.factories.messaging import MessageFactory
from tests.fakes import twilio as fake
from tests.fakes.twilio import Fault

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "60"))
KILL_EVERY = float(os.environ.get("CHAOS_KILL_EVERY", "0.25"))
SEED = int(os.environ.get("CHAOS_SEED", "1127"))
FAULTY, LOST = 0.35, 0.3
FAULTS = [
    Fault.DROP_BEFORE,
    Fault.ACCEPT_THEN_DROP,
    Fault.ACCEPT_THEN_500,
    Fault.ACCEPT_SLOWLY,
    Fault.ERROR_500,
    Fault.THROTTLED_WITHOUT_HINT,
]
OPEN = [State.QUEUED, State.SENDING, State.UNCERTAIN]


def temper():
    """A plan in which a third of the requests meet a fault."""
    chance = random.Random(SEED)
    return lambda _: chance.choice(FAULTS) if chance.random() < FAULTY else Fault.NONE


@contextmanager
def dispatchers(provider, public_url, *, naive):
    """Two processes that send, one of them killed every moment; yields a dictionary that holds the kills at the end."""
    name = connection.settings_dict["NAME"]
    server = os.environ["DATABASE_URL"]
    scheme, rest = server.split("://", 1)
    address, _, query = rest.partition("?")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"{scheme}://{address.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else ""),
        "TWILIO_ACCOUNT_SID": fake.ACCOUNT,
        "TWILIO_AUTH_TOKEN": fake.TOKEN,
        "TWILIO_FROM_NUMBER": "+15005550006",
        "TWILIO_API_BASE_URL": provider.url,
        "PUBLIC_BASE_URL": public_url,
    }
    orders = json.dumps({"processes": 2, "seed": SEED, "pause": KILL_EVERY, "naive": naive})
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.dispatchers", orders],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = {}
    try:
        yield told
    finally:
        output, _ = nursery.communicate("stop\n", timeout=20)
        told.update(json.loads(output))


def report_shuffled(provider, host, stop):
    """Post receipts as a bad network would: late, twice, in any order, and a third of them never."""
    chance = random.Random(SEED + 1)
    waiting, seen = [], 0
    while not stop.wait(0.02):
        accepted = list(reversed(provider.accepted))
        waiting += [(message, status) for message in accepted[seen:] for status in ("sent", "delivered", "sent")]
        seen = len(accepted)
        chance.shuffle(waiting)
        for message, status in [waiting.pop() for _ in range(len(waiting) // 3)]:
            if chance.random() >= LOST:
                provider.call_back(message, status, host=host)


def nothing_is_open(provider):
    """Whether every message has found its end, or is in the carrier's hands."""
    return not Message.objects.filter(state__in=OPEN).exists()


def something_is_doubled(provider):
    """Whether the provider took any text twice."""
    return len(set(provider.bodies())) < len(provider.bodies())


def run(live_server, settings, *, naive, messages, until, seconds):
    """Send messages through the chaos until enough has happened or the time is over."""
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = fake.ACCOUNT, fake.TOKEN
    settings.PUBLIC_BASE_URL = live_server.url
    MessageFactory.create_batch(messages)
    stop = threading.Event()
    started = time.monotonic()
    with fake.running(plan=temper(), slowness=0.8, latency=0.005) as provider:
        # The naive sender gets no receipts: by luck they would call its retries off, and a control must not need luck.
        postman = threading.Thread(
            target=stop.wait if naive else lambda: report_shuffled(provider, live_server.url, stop)
        )
        postman.start()
        try:
            with dispatchers(provider, live_server.url, naive=naive) as told:
                while time.monotonic() - started < seconds and not until(provider):
                    time.sleep(0.1)
        finally:
            stop.set()
            postman.join()
        told["seconds"] = round(time.monotonic() - started, 1)
        told["requests"] = len(provider.requests)
        return Counter(provider.bodies()), told


def test_through_faults_and_kills_each_message_arrives_once(live_server, settings):
    arrived, told = run(
        live_server, settings, naive=False, messages=MESSAGES, until=nothing_is_open, seconds=60 + MESSAGES
    )
    wanted = set(Message.objects.values_list("body", flat=True))
    told |= {"lost": len(wanted - set(arrived)), "doubled": sum(times > 1 for times in arrived.values())}
    sys.stdout.write(f"{MESSAGES} messages, {told}, load {os.getloadavg()[0]:.1f}\n")
    assert told["kills"] >= max(5, MESSAGES // 100), "nothing was proven"
    assert told["requests"] > MESSAGES, "no fault was met"
    assert set(Message.objects.values_list("state", flat=True)) <= {State.ACCEPTED, State.DELIVERED}
    assert arrived == Counter(Message.objects.values_list("body", flat=True))
    assert not Message.objects.filter(events__detail__startswith="second message").exists()


def test_negative_control_naive_retries_send_some_messages_twice(live_server, settings):
    arrived, _told = run(live_server, settings, naive=True, messages=60, until=something_is_doubled, seconds=180)
    assert max(arrived.values()) > 1
