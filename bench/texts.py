"""`make texts`: commit to request, and texts a second; a test module, for it takes the suite's processes and provider."""

import os
import statistics
import time
from pathlib import Path

import pytest
from django.db import transaction

from kit import jobs
from tests.factories.messaging import MessageFactory
from tests.journeys import processes
from tests.waiting import until

TASK = "messaging.deliver_due"
AT_ONCE, ONE_BY_ONE = 300, 40

pytestmark = pytest.mark.django_db(transaction=True)


def milliseconds_for(centre: processes.Centre, texts: int) -> float:
    """From the commit of so many texts until the provider was asked to send the last of them."""
    before = len(centre.provider.requests)
    with transaction.atomic():
        for number in range(texts):
            MessageFactory(dedupe_key=f"bench:{time.time_ns()}:{number}")
        jobs.enqueue(TASK)
    committed = time.monotonic()
    until(lambda: len(centre.provider.requests) >= before + texts)
    return 1000 * (time.monotonic() - committed)


def test_how_fast_texts_leave(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the figures; nothing is asserted, for they depend on the machine."""
    with processes.running(tmp_path) as centre:
        milliseconds_for(centre, 3)  # whoever works first loads what it needs
        one_by_one = sorted(milliseconds_for(centre, 1) for _one in range(ONE_BY_ONE))
        together = milliseconds_for(centre, AT_ONCE)
    with capsys.disabled():
        p50, p95 = statistics.median(one_by_one), one_by_one[int(0.95 * ONE_BY_ONE)]
        print(f"\ncommit to request: p50 {p50:.0f} ms (at most 60), p95 {p95:.0f}")
        print(f"{AT_ONCE} texts: {1000 * AT_ONCE / together:.0f}/s (at least 100), load {os.getloadavg()[0]:.1f}")
