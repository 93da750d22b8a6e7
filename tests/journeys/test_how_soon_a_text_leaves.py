"""From the commit to the request at the provider, on the real processes: broker up, stopped, and back.

The figures are printed (`-s`); what is asserted is generous, because the machine is anybody's.
"""

import statistics
import sys
import time

import pytest
from django.db import transaction

from kit import jobs
from tests.factories.messaging import MessageFactory
from tests.journeys import processes

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

TEXTS = 20
# With a broker beat alone would need up to five seconds for each; the bell's median must be far below.
MEDIAN_SECONDS = 1.0
# What is promised without a broker, and twice that for a machine that is busy with other tests.
SECONDS_WITHOUT_BROKER = 6.0
PATIENCE = 2 * SECONDS_WITHOUT_BROKER


@pytest.fixture
def centre(tmp_path):
    """The running centre."""
    with processes.running(tmp_path) as opened:
        yield opened


def seconds_to_request(centre, *, ring):
    """Commit one text, with or without a bell, and wait until the provider has been asked for it."""
    before = len(centre.provider.requests)
    with transaction.atomic():
        MessageFactory()
        if ring:
            jobs.enqueue("messaging.deliver_due")
    committed = time.monotonic()
    while len(centre.provider.requests) == before:
        assert time.monotonic() - committed < PATIENCE
        time.sleep(0.001)
    return time.monotonic() - committed


def several(centre, name):
    taken = []
    for _ in range(TEXTS):
        taken.append(seconds_to_request(centre, ring=True))
        time.sleep(0.1)
    taken.sort()
    p50, p95, most = (round(1000 * one) for one in (statistics.median(taken), taken[int(0.95 * TEXTS)], taken[-1]))
    sys.stdout.write(f"\n{name}: p50 {p50} ms, p95 {p95} ms, most {most} ms\n")
    return taken


def test_a_text_leaves_at_once_with_its_broker_without_it_and_when_it_is_back(centre):
    assert statistics.median(several(centre, "broker up")) < MEDIAN_SECONDS

    centre.stop_broker()
    assert max(several(centre, "broker stopped")) < SECONDS_WITHOUT_BROKER

    centre.start_broker()
    assert max(several(centre, "broker back")) < SECONDS_WITHOUT_BROKER
    assert len(centre.provider.requests) == len(set(centre.provider.bodies())) == 3 * TEXTS


def test_a_text_nobody_rang_for_leaves_without_a_broker_too(centre):
    centre.stop_broker()
    taken = [seconds_to_request(centre, ring=False) for _ in range(2)]
    sys.stdout.write(f"\nbroker stopped, no bell: {taken[0]:.1f} s, {taken[1]:.1f} s\n")
    assert max(taken) < PATIENCE
