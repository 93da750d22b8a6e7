"""Several dispatchers at once: each message leaves once, and what happens when the lock or the guard is taken away."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from messaging import gateways
from messaging.models import Message, State
from messaging.rules.outcomes import Refused
from messaging.services import dispatch, outbox, results, settlement
from tests.factories.messaging import MessageFactory
from tests.messaging.conftest import gateway, minutes_pass, provider, twilio_settings  # noqa: F401  (fixtures)
from tests.messaging.sending import claim_one, deliver_next
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def together(work, *, threads):
    """Run the same work in several threads, each with its own connection, and collect what it returned."""

    def alone(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(alone, range(threads)))


def test_four_dispatchers_send_each_message_once(provider, gateway):  # noqa: F811
    provider.latency = 0.002
    messages = MessageFactory.create_batch(60)
    handled = together(lambda: dispatch.deliver_due(gateway), threads=4)
    assert Counter(provider.bodies()) == Counter(message.body for message in messages)
    assert sum(handled) == 60
    assert sum(count > 0 for count in handled) > 1, "one thread did everything, so nothing was proven"
    assert set(Message.objects.values_list("state", "attempts")) == {(State.ACCEPTED, 1)}


def test_negative_control_without_the_lock_a_message_leaves_twice(provider, gateway):  # noqa: F811
    both_have_read = threading.Barrier(2)

    def deliver():
        with without_locks(), meeting(both_have_read, before='UPDATE "messaging_message"', seconds=10):
            return deliver_next(gateway)

    message = MessageFactory()
    together(deliver, threads=2)
    assert provider.bodies() == [message.body, message.body]


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_late_result_is_kept_out_by_the_claims_number_alone(gateway, minutes_pass, is_guarded):  # noqa: F811
    MessageFactory()
    frozen = claim_one(gateway)
    minutes_pass(2)
    settlement.reap()
    for _ in range(2):
        minutes_pass(6)
        settlement.settle(gateway)
    second = claim_one(gateway)
    if not is_guarded:  # the negative control: a claim without a number of its own
        frozen.attempts = second.attempts

    results.record(frozen, Refused("21211"))

    second.refresh_from_db()
    assert second.state == (State.SENDING if is_guarded else State.FAILED)


def test_two_settlers_take_one_look_between_them(provider, gateway):  # noqa: F811
    message = MessageFactory(uncertain=True)
    looks = together(lambda: settlement.settle(gateway), threads=2)
    message.refresh_from_db()
    assert (sum(looks), message.looks) == (1, 1)


def test_two_visitors_clicks_post_one_message():
    start = threading.Barrier(4, timeout=10)
    draft = outbox.Draft(
        template="inquiry_assigned",
        to="+8613800000001",
        context={"name": "王芳", "head_count": 40, "due": "10:40"},
        dedupe_key="subject:1:notice",
    )

    def click():
        start.wait()
        outbox.post(draft)

    together(click, threads=4)
    assert Message.objects.count() == 1


def test_cancelling_races_with_claiming_and_one_of_them_wins(provider, gateway):  # noqa: F811
    for _ in range(10):
        message = MessageFactory(topic="subject:race")
        start = threading.Barrier(2, timeout=10)
        works = iter([lambda: outbox.cancel("subject:race"), lambda: deliver_next(gateway)])

        def either(start=start, works=works):
            work = next(works)
            start.wait()
            return work()

        together(either, threads=2)
        message.refresh_from_db()
        sent = provider.bodies().count(message.body)
        assert (message.state, sent) in {(State.CANCELLED, 0), (State.ACCEPTED, 1)}


def test_every_thread_has_a_client_of_its_own_and_keeps_it(gateway):  # noqa: F811
    clients = together(lambda: [gateway.client, gateway.client], threads=1)[0] + [gateway.client]
    assert clients[0] is clients[1]
    assert clients[1] is not clients[2], "the SDK hands its answer over by way of an attribute of the client"


def test_every_thread_reads_its_own_answers(provider, twilio_settings):  # noqa: F811
    provider.latency = 0.002
    MessageFactory.create_batch(40)
    together(lambda: dispatch.deliver_due(gateways.current()), threads=4)
    told = {message["body"]: message["sid"] for message in provider.accepted}
    assert dict(Message.objects.values_list("body", "provider_sid")) == told
