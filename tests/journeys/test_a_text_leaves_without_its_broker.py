"""With beat gone a text leaves by its bell: with its broker, without it, and when it is back."""

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
    """The running centre, whose beat does not beat."""
    with processes.running(tmp_path) as opened:
        opened.kill("beat")
        yield opened


def leave_one_by_one(count, *, ring=True):
    """Commit texts, each when the one before has arrived."""
    for _ in range(count):
        with transaction.atomic():
            MessageFactory()
            if ring:
                jobs.enqueue("messaging.deliver_due")
        deadline = time.monotonic() + PATIENCE
        while Message.objects.exclude(state=State.ACCEPTED).exists():
            assert time.monotonic() < deadline, "it never left"
            time.sleep(0.01)


def test_a_text_leaves_by_its_bell_with_its_broker_without_it_and_when_it_is_back(centre):
    leave_one_by_one(TEXTS)
    centre.stop_broker()
    leave_one_by_one(TEXTS)
    centre.start_broker()
    leave_one_by_one(TEXTS)
    assert len(centre.provider.requests) == len(set(centre.provider.bodies())) == 3 * TEXTS


def test_a_text_nobody_rang_for_leaves_without_broker_and_beat_too(centre):
    centre.stop_broker()
    leave_one_by_one(2, ring=False)
    assert len(centre.provider.requests) == 2
