"""What dispatchers, settlers and webhooks read is found by index; with a million messages all else would be felt."""

import pytest
from django.db import connection
from django.db.models.functions import Now

from messaging.models import Message, Reply, State
from messaging.services import dispatch, ration
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reading_everything_is_the_last_resort():
    """A whole table is read only where no index would do, whatever the planner knows about its size."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def explained(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("share", [dispatch.ALL, dispatch.Share(bound="aliyun"), dispatch.Share("email")])
def test_a_claim_finds_what_is_due(share):
    values = {"gateway": "console", "limit": 8, "channel": share.channel, "bound": share.bound}
    assert "Seq Scan on messaging_message " not in explained(share.statement, values)


@pytest.mark.parametrize(
    "found",
    [
        Message.objects.unresolved,
        Message.objects.unreported,
        lambda: Message.objects.filter(state=State.SENDING, claimed_at__lt=Now()),
        lambda: Message.objects.about("lead:1"),
        lambda: Message.objects.queued().filter(to_number="+8613800000001"),
        lambda: ration.taken(MessageFactory(), "2026-11-25"),
        lambda: Reply.objects.filter(heard_at=None, received_at__lt=Now()),
    ],
    ids=[
        "doubts",
        "questions",
        "dead claims",
        "an affair",
        "a number that refuses",
        "places of a day",
        "unheard replies",
    ],
)
def test_each_look_has_an_index(found):
    plan = found().explain()
    assert "Index" in plan
    assert "Seq Scan" not in plan
