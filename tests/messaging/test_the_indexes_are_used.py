"""What dispatchers, settlers and webhooks read is found by index; with a million messages all else would be felt."""

import pytest
from django.db import connection
from django.db.models.functions import Now

from messaging.models import Message, State
from messaging.services import dispatch, ration
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_other_way():
    """Reading the whole table is out of the question."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def test_a_claim_finds_what_is_due():
    values = {"gateway": "console", "limit": 8, "channel": "sms", "bound": ""}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {dispatch.ALL.statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using messaging_message_next on messaging_message" in plan
    assert "Seq Scan on messaging_message" not in plan


@pytest.mark.parametrize(
    ("index", "found"),
    [
        ("messaging_message_unresolved", Message.objects.unresolved),
        ("messaging_message_unreported", Message.objects.unreported),
        ("messaging_message_lease", lambda: Message.objects.filter(state=State.SENDING, claimed_at__lt=Now())),
        ("messaging_message_topic", lambda: Message.objects.about("lead:1")),
        ("messaging_message_next", lambda: Message.objects.queued().filter(to_number="+8613800000001")),
        ("messaging_message_one_a_place", lambda: ration.taken(MessageFactory(), "2026-11-25")),
    ],
)
def test_each_look_has_an_index_of_its_own(index, found):
    assert index in found().explain()
