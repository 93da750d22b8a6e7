"""Pace, pauses, circuit breaker and failover: kept in columns, shared by every worker."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from messaging.gateways.base import Capabilities
from messaging.gateways.console import ConsoleGateway
from messaging.models import Channel, Message, Sender, State, Template
from messaging.rules import breaker, pace
from messaging.rules.breaker import Breaker, Position
from messaging.rules.outcomes import Accepted, NotSent, Refused, Unknown
from messaging.services import dispatch, polling, senders, settlement, templates
from tests.factories.messaging import MessageFactory
from tests.fakes.twilio import Fault, always
from tests.messaging.sending import deliver_next
from tests.races import meeting, without_locks

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


class Scripted(ConsoleGateway):
    """Answers what it was told to."""

    def __init__(self, name, outcome=None, capabilities=None):
        self.name = name
        self.outcome = outcome
        self.capabilities = capabilities or Capabilities()
        self.sent = []

    def send(self, outgoing):
        self.sent.append(outgoing)
        return self.outcome or Accepted(f"{self.name}-{outgoing.uuid.hex}", "queued")


def rested(gateway):
    """Let the rest be over."""
    Sender.objects.filter(pk=gateway.name).update(open_until=timezone.now() - timedelta(seconds=1))


@given(st.integers(1, 200), st.integers(1, 50), st.integers(0, 5_000_000))
def test_no_pace_lets_more_than_its_number_through_in_any_second(per_second, wanted, later):
    first = pace.take(NOW, next_slot=None, per_second=per_second, wanted=wanted)
    at = NOW + timedelta(microseconds=later)
    second = pace.take(at, next_slot=first.next_slot, per_second=per_second, wanted=wanted)
    assert first.count <= min(wanted, per_second)
    assert first.count + second.count <= per_second * (1 + later / 1_000_000) + 1


def test_an_idle_gateway_does_not_burst_afterwards():
    slots = pace.take(NOW, next_slot=NOW - timedelta(hours=1), per_second=10, wanted=1000)
    assert slots.count == 10


def test_the_breaker_opens_after_failures_and_lets_one_through():
    assert breaker.rest(breaker.FAILURES - 1) is None
    assert breaker.rest(breaker.FAILURES) == breaker.REST
    assert breaker.rest(1000) == breaker.LONGEST_REST
    assert Breaker().position(NOW) == Position.CLOSED
    assert Breaker(5, NOW + timedelta(seconds=1)).position(NOW) == Position.OPEN
    assert Breaker(5, NOW).position(NOW) == Position.HALF_OPEN
    assert Breaker(5, NOW, NOW + timedelta(seconds=1)).position(NOW) == Position.PROBING


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [NotSent("refused"), Unknown("ReadTimeout")])
def test_a_failing_gateway_is_probed_with_one_message(outcome):
    gateway = Scripted("shaky", outcome)
    MessageFactory.create_batch(breaker.FAILURES + 3)
    for _ in range(breaker.FAILURES):
        deliver_next(gateway)
    assert deliver_next(gateway) is None, "the breaker is open"
    rested(gateway)
    assert len(dispatch.claim(gateway, 8)) == 1, "one probe"
    assert dispatch.claim(gateway, 8) == [], "and no second one beside it"


@pytest.mark.django_db
def test_a_good_probe_closes_the_breaker_a_bad_one_extends_it():
    gateway = Scripted("shaky", NotSent("refused"))
    MessageFactory.create_batch(breaker.FAILURES + 4)
    for _ in range(breaker.FAILURES):
        deliver_next(gateway)
    first_rest = Sender.objects.get(pk="shaky").open_until
    rested(gateway)
    deliver_next(gateway)
    assert Sender.objects.get(pk="shaky").open_until > first_rest
    rested(gateway)
    gateway.outcome = None
    deliver_next(gateway)
    sender = Sender.objects.get(pk="shaky")
    assert (sender.failures, sender.open_until, sender.probing_until) == (0, None, None)
    assert len(dispatch.claim(gateway, 8)) > 1


@pytest.mark.django_db
def test_a_probe_without_a_message_does_not_block_the_next():
    gateway = Scripted("shaky", NotSent("refused"))
    Sender.objects.create(gateway="shaky", failures=9, open_until=timezone.now() - timedelta(seconds=1))
    assert dispatch.claim(gateway, 8) == []
    MessageFactory()
    assert len(dispatch.claim(gateway, 8)) == 1


@pytest.mark.django_db
def test_the_same_refusal_of_all_stops_the_sending():
    gateway = Scripted("abroad", Refused("21408"))
    MessageFactory.create_batch(breaker.EQUAL_REFUSALS + 5)
    while deliver_next(gateway):
        pass
    assert Message.objects.filter(state=State.FAILED).count() == breaker.EQUAL_REFUSALS
    assert Message.objects.queued().count() == 5


@pytest.mark.django_db
def test_different_refusals_are_about_the_recipients():
    gateway = Scripted("well")
    MessageFactory.create_batch(30)
    for number in range(30):
        gateway.outcome = Refused(f"code-{number % 2}")
        assert deliver_next(gateway)


@pytest.mark.django_db
def test_slots_are_a_column_so_two_workers_share_one_pace():
    gateway = Scripted("slow")
    senders.set_pace("slow", 3)
    MessageFactory.create_batch(10)
    assert len(dispatch.claim(gateway, 8)) == 3
    assert dispatch.claim(gateway, 8) == []
    assert Sender.objects.get(pk="slow").next_slot > timezone.now() - timedelta(seconds=1)


@pytest.mark.django_db
def test_slots_nobody_needed_are_given_back():
    gateway = Scripted("slow")
    senders.set_pace("slow", 5)
    MessageFactory()
    assert len(dispatch.claim(gateway, 5)) == 1
    MessageFactory.create_batch(4)
    assert len(dispatch.claim(gateway, 5)) >= 3


@pytest.mark.django_db
@pytest.mark.parametrize("per_second", [0, 1001])
def test_the_database_refuses_an_impossible_pace(per_second):
    with pytest.raises(IntegrityError, match="messaging_sender_pace_is_possible"):
        Sender.objects.create(gateway="x", per_second=per_second)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_many_workers_keep_the_pace_only_with_the_lock(is_locked):
    gateway = Scripted("slow")
    senders.set_pace("slow", 4)
    everybody_has_read = threading.Barrier(4)

    def work(_):
        try:
            with meeting(everybody_has_read), nullcontext() if is_locked else without_locks():
                return senders.admit(gateway.name, 4).count
        finally:
            connection.close()

    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        admitted = sum(pool.map(work, range(4)))
    if is_locked:
        assert 4 <= admitted <= 4 + 4 * (time.monotonic() - began) + 1
    else:
        assert admitted >= 8


@pytest.mark.django_db
def test_while_the_first_gateway_is_closed_the_second_sends():
    first, second = Scripted("first", NotSent("refused")), Scripted("second")
    messages = MessageFactory.create_batch(breaker.FAILURES + 2)
    dispatch.deliver(Channel.SMS, [first, second])
    assert second.sent == [], "what the first one failed on waits"
    Sender.objects.filter(pk="first").update(failures=9, open_until=timezone.now() + timedelta(minutes=1))
    Message.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    dispatch.deliver(Channel.SMS, [first, second])
    assert len(second.sent) == len(messages)
    assert set(Message.objects.values_list("state", "gateway")) == {(State.ACCEPTED, "second")}


@pytest.mark.django_db
def test_what_may_have_been_sent_goes_to_no_other_gateway():
    first, second = Scripted("first", Unknown("ReadTimeout")), Scripted("second")
    MessageFactory()
    dispatch.deliver(Channel.SMS, [first, second])
    Sender.objects.filter(pk="first").update(open_until=timezone.now() + timedelta(minutes=1))
    dispatch.deliver(Channel.SMS, [first, second])
    assert (Message.objects.get().state, second.sent) == (State.UNCERTAIN, [])


@pytest.mark.django_db
def test_a_gateway_of_templates_leaves_the_rest_to_the_next():
    bound = Scripted("aliyun", capabilities=Capabilities(needs_template=True, mainland_only=True))
    free = Scripted("twilio")
    version = Template.objects.get(key="inquiry_received").versions.get()
    templates.set_provider_id(version.pk, gateway="aliyun", code="SMS_1")
    registered = MessageFactory(version=version)
    abroad = MessageFactory(version=version, to_number="+85291234567")
    unregistered = MessageFactory()
    assert dispatch.deliver(Channel.SMS, [bound, free]) == 3
    assert [outgoing.uuid for outgoing in bound.sent] == [registered.uuid]
    assert {outgoing.uuid for outgoing in free.sent} == {abroad.uuid, unregistered.uuid}


@pytest.mark.django_db
def test_a_gateway_with_a_bug_does_not_stop_the_others(caplog):
    class Broken(Scripted):
        def send(self, outgoing):
            if not self.sent:
                self.sent.append(outgoing)
                raise ZeroDivisionError
            return super().send(outgoing)

    MessageFactory.create_batch(3)
    dispatch.deliver_due(Broken("broken"))
    assert sorted(Message.objects.values_list("state", flat=True)) == ["accepted", "accepted", "uncertain"]


@pytest.mark.django_db
def test_without_a_list_at_the_gateway_a_user_decides_at_once(minutes_pass):
    blind = Scripted("blind", Unknown("reset"), capabilities=Capabilities(finds=False))
    MessageFactory()
    deliver_next(blind)
    minutes_pass(3)
    settlement.settle(blind)
    assert Message.objects.get().needs_a_person


@pytest.mark.django_db
def test_a_doubt_whose_gateway_is_gone_is_a_person_s(minutes_pass):
    MessageFactory(uncertain=True)
    minutes_pass(3)
    settlement.adopt_orphans(["aliyun"])
    assert Message.objects.get().needs_a_person


@pytest.mark.django_db
def test_what_twilio_took_and_never_reported_is_asked_for(provider, gateway, minutes_pass):
    MessageFactory()
    deliver_next(gateway)
    provider.accepted[0]["status"] = "undelivered"
    provider.accepted[0]["error_code"] = "30003"
    assert polling.ask_all(gateway) == 0
    minutes_pass(11)
    assert polling.ask_all(gateway) == 1
    message = Message.objects.get()
    assert (message.state, message.error_code) == (State.UNDELIVERED, "30003")


@pytest.mark.django_db
def test_a_provider_without_news_is_polled_six_times(provider, gateway, minutes_pass):
    provider.plan = always(Fault.NONE)
    MessageFactory()
    deliver_next(gateway)
    asked = 0
    for _ in range(10):
        minutes_pass(61)
        asked += polling.ask_all(gateway)
    assert (asked, Message.objects.get().state) == (6, State.ACCEPTED)


@pytest.mark.django_db
def test_a_new_or_resumed_gateway_is_paused_at_no_instant():
    """A dispatcher whose statement began a moment before another one's made the row, or resumed it, sends as well."""
    earlier = NOW - timedelta(days=1)
    assert senders.admit("fresh", 3).count == 3
    assert not Sender.objects.get(pk="fresh").is_paused(earlier)
    senders.pause("fresh", timedelta(minutes=5))
    assert senders.admit("fresh", 3).count == 0
    senders.resume("fresh")
    assert not Sender.objects.get(pk="fresh").is_paused(earlier)


@pytest.mark.django_db
def test_a_person_who_has_mended_it_lets_the_sending_go_on():
    senders.pause("x", timedelta(minutes=5))
    Sender.objects.filter(pk="x").update(failures=9, open_until=timezone.now() + timedelta(minutes=9))
    senders.resume("x")
    assert senders.admit("x", 3).count == 3


@pytest.mark.django_db
def test_giving_slots_back_leaves_the_probe_of_others_alone():
    before = senders.admit("x", 3)
    Sender.objects.update(failures=9, open_until=timezone.now() - timedelta(seconds=1))
    probe = senders.admit("x", 3)
    senders.give_back("x", before, 2)

    assert (probe.count, senders.admit("x", 3).count) == (1, 0)
    senders.give_back("x", probe, 1)
    assert senders.admit("x", 3).count == 1
