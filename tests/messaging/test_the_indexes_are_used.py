"""What dispatchers, settlers and webhooks read is found by index; with a million messages all else would be felt."""

import pytest
from django.db import connection
from django.db.models.functions import Now

from messaging.models import Message, Reply, State
from messaging.services import daily_limit
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reading_everything_is_the_last_resort():
    """A whole table is read only where no index would do, whatever the planner knows about its size."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")


@pytest.mark.parametrize(
    "share",
    [
        Message.objects.filter(channel="sms"),
        Message.objects.filter(channel="sms").registered_at("aliyun"),
        Message.objects.filter(channel="email"),
    ],
    ids=["texts", "texts of one gateway", "e-mails"],
)
def test_a_claim_finds_what_is_due(share):
    assert "messaging_message_next" in share.due()[:8].explain()


@pytest.mark.parametrize(
    "found",
    [
        Message.objects.unresolved,
        Message.objects.unreported,
        lambda: Message.objects.filter(state=State.SENDING, claimed_at__lt=Now()),
        lambda: Message.objects.about("lead:1"),
        lambda: Message.objects.queued().filter(to_number="+8613800000001"),
        lambda: daily_limit.places_taken(MessageFactory(), "2026-11-25"),
        lambda: Reply.objects.filter(heard_at=None, received_at__lt=Now()),
    ],
    ids=[
        "doubts",
        "questions",
        "dead claims",
        "an subject",
        "a number that refuses",
        "places of a day",
        "unheard replies",
    ],
)
def test_each_look_has_an_index(found):
    plan = found().explain()
    assert "Index" in plan
    assert "Seq Scan" not in plan
