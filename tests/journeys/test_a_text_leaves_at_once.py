"""A text leaves with its commit while the broker is there; without it the text waits, and whoever posts it does not."""

import time

import pytest
from django.db import transaction

from kit import jobs
from messaging.models import Message, State
from tests.factories.messaging import MessageFactory
from tests.journeys import processes

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

TEXTS = 10
PATIENCE = 60


@pytest.fixture
def centre(tmp_path):
    """A worker and its broker, without beat."""
    with processes.running(tmp_path, names=["worker"]) as opened:
        yield opened


def post():
    """Commit a text; the seconds it took."""
    started = time.monotonic()
    with transaction.atomic():
        MessageFactory()
        jobs.enqueue("messaging.deliver_due")
    return time.monotonic() - started


def wait_until_all_left():
    deadline = time.monotonic() + PATIENCE
    while Message.objects.exclude(state=State.ACCEPTED).exists():
        assert time.monotonic() < deadline, "it never left"
        time.sleep(0.01)


def test_texts_leave_with_their_commit_without_beat(centre):
    for _ in range(TEXTS):
        post()
        wait_until_all_left()
    assert len(centre.provider.requests) == TEXTS


def test_without_the_broker_posting_is_quick_and_texts_wait(centre):
    centre.stop_broker()
    assert max(post() for _ in range(TEXTS)) < 1
    assert Message.objects.filter(state=State.QUEUED).count() == TEXTS
    centre.start_broker()
    centre.start("beat")
    wait_until_all_left()
    assert len(centre.provider.requests) == len(set(centre.provider.bodies())) == TEXTS
