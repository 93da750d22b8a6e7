"""Follow-ups and promotions: two a number and day at most; the third waits for the next opening, or is too late."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection

from kit.clock import SHANGHAI
from messaging import gateways
from messaging.models import Message, Purpose, State
from messaging.rules import verdicts
from messaging.rules.outcomes import Refused
from messaging.services import daily_limit, dispatch, results
from tests.factories.messaging import MessageFactory
from tests.messaging.sending import claim_one, deliver_as_if, go_on
from tests.races import meeting

NUMBER = "+8613800000001"
# Far ahead: what waits for the next morning is not due again by the clock of the database.
NOON = datetime(2066, 11, 24, 12, 0, tzinfo=SHANGHAI)


def follow_ups(count, **values):
    return MessageFactory.create_batch(
        count,
        to_number=NUMBER,
        purpose=Purpose.FOLLOW_UP,
        **{"expires_at": NOON + timedelta(days=3), **values},
    )


@pytest.mark.django_db
def test_the_third_of_a_day_waits_for_the_next_morning():
    follow_ups(3)
    deliver_as_if(NOON, gateways.current())
    assert sorted(Message.objects.values_list("state", "share")) == [
        (State.DELIVERED, 1),
        (State.DELIVERED, 2),
        (State.QUEUED, None),
    ]
    waiting = Message.objects.get(state=State.QUEUED)
    assert waiting.due_at == datetime(2066, 11, 25, 8, 30, tzinfo=SHANGHAI)
    assert waiting.events.last().detail == "waits for the next opening"


@pytest.mark.django_db
def test_a_third_that_is_too_late_tomorrow_is_not_sent():
    follow_ups(3, expires_at=NOON + timedelta(hours=3))
    deliver_as_if(NOON, gateways.current())
    assert sorted(Message.objects.values_list("state", flat=True)) == [
        State.DELIVERED,
        State.DELIVERED,
        State.EXPIRED,
    ]


@pytest.mark.django_db
def test_notices_are_neither_counted_nor_held_back():
    follow_ups(2)
    MessageFactory.create_batch(3, to_number=NUMBER, expires_at=NOON + timedelta(days=1))
    deliver_as_if(NOON, gateways.current())
    assert set(Message.objects.values_list("state", flat=True)) == {State.DELIVERED}


@pytest.mark.django_db
def test_a_message_tried_again_on_its_day_keeps_its_place():
    (message,) = follow_ups(1)
    claimed = claim_one(gateways.current())
    claimed.claimed_at = NOON
    assert daily_limit.take_place(claimed)
    claimed.refresh_from_db()
    claimed.claimed_at = NOON
    assert daily_limit.take_place(claimed)
    message.refresh_from_db()
    assert (str(message.day), message.share) == ("2066-11-24", 1)


@pytest.mark.django_db
def test_a_refused_message_gives_its_place_back():
    follow_ups(1)
    claimed = claim_one(gateways.current())
    daily_limit.take_place(claimed)
    results.record(claimed, Refused("21614"))
    assert Message.objects.get().share is None


@pytest.mark.django_db
def test_the_day_is_china_s_and_not_greenwich_s():
    with time_machine.travel(datetime(2066, 11, 24, 17, 0, tzinfo=UTC), tick=False):
        (message,) = follow_ups(1)
        message.claimed_at, message.attempts = datetime(2066, 11, 24, 17, 0, tzinfo=UTC), 0
    Message.objects.update(state=State.SENDING, attempts=1, claimed_at=NOON, gateway="console")
    message.attempts = 1
    assert daily_limit.take_place(message)
    message.refresh_from_db()
    assert str(message.day) == "2066-11-25"


@pytest.mark.django_db
@pytest.mark.parametrize("share", [0, 3])
def test_the_database_knows_two_places_only(share):
    message = MessageFactory()
    with pytest.raises(IntegrityError, match="messaging_message_two_a_day"):
        Message.objects.filter(pk=message.pk).update(day=NOON.date(), share=share)


@pytest.mark.django_db
def test_the_database_gives_a_place_to_one_message_only():
    first, second = follow_ups(2)
    Message.objects.filter(pk=first.pk).update(day=NOON.date(), share=1)
    with pytest.raises(IntegrityError, match="messaging_message_one_a_place"):
        Message.objects.filter(pk=second.pk).update(day=NOON.date(), share=1)


def test_the_next_opening_after_today_is_tomorrow_s():
    verdict = verdicts.after_today(NOON, expires_at=NOON + timedelta(days=2))
    assert verdict == verdicts.Wait(datetime(2066, 11, 25, 8, 30, tzinfo=SHANGHAI))


def send(message):
    message.claimed_at = NOON
    go_on(message, gateways.current())


def count_and_send(message):
    """The negative control: look how many were sent today, then go."""
    sent = Message.objects.filter(to_number=NUMBER, state=State.DELIVERED)
    if sent.count() < 2:
        Message.objects.filter(pk=message.pk).update(
            state=State.DELIVERED, provider_sid=message.uuid.hex, settled_at=NOON
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("how", "count"), [(send, 2), (count_and_send, 3)])
def test_two_workers_keep_the_limit_and_a_naive_count_does_not(how, count):
    both_have_counted = threading.Barrier(2)
    follow_ups(1)
    deliver_as_if(NOON, gateways.current())
    follow_ups(2)
    claimed = dispatch.claim(gateways.current(), 2)

    def work(message):
        try:
            with meeting(both_have_counted):
                how(message)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, claimed))
    assert Message.objects.filter(state=State.DELIVERED).count() == count
