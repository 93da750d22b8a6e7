"""Messages that may have been sent: looked up, adopted, and sent again only when nothing was found twice."""

import pytest
from django.utils import timezone

from messaging.models import Message, Purpose, State
from messaging.services import dispatch, results, settlement
from tests.factories.messaging import MessageFactory
from tests.fakes.twilio import Fault, always
from tests.messaging.sending import claim_one, deliver_next

pytestmark = pytest.mark.django_db


def test_a_message_whose_answer_was_lost_is_found(provider, gateway, minutes_pass):
    provider.plan = always(Fault.ACCEPT_THEN_DROP)
    MessageFactory()
    deliver_next(gateway)
    minutes_pass(3)

    message = settlement.look(gateway)

    assert (message.state, message.provider_sid) == (State.ACCEPTED, provider.accepted[0]["sid"])
    assert message.events.last().detail == "found at the provider"
    assert len(provider.accepted) == 1


def test_a_lost_message_is_sent_again_after_two_lookups(provider, gateway, minutes_pass):
    provider.plan = lambda number: Fault.DROP_BEFORE if number == 1 else Fault.NONE
    MessageFactory()
    deliver_next(gateway)
    minutes_pass(3)
    assert settlement.look(gateway).state == State.UNCERTAIN
    assert settlement.look(gateway) is None, "the second look comes minutes later"
    minutes_pass(6)
    assert settlement.look(gateway).state == State.QUEUED

    message = deliver_next(gateway)

    assert (message.state, message.attempts) == (State.ACCEPTED, 2)
    assert len(provider.accepted) == 1


def test_what_appears_between_the_looks_is_adopted(provider, gateway, minutes_pass):
    provider.plan = always(Fault.ACCEPT_THEN_500)
    MessageFactory()
    deliver_next(gateway)
    late, provider.accepted = provider.accepted, []
    minutes_pass(3)
    settlement.look(gateway)
    provider.accepted = late
    minutes_pass(6)
    assert settlement.look(gateway).state == State.ACCEPTED


def test_a_second_try_that_is_lost_too_is_looked_up_afresh(provider, gateway, minutes_pass):
    provider.plan = always(Fault.DROP_BEFORE)
    MessageFactory()
    deliver_next(gateway)
    for _ in range(2):
        minutes_pass(6)
        settlement.look(gateway)
    message = deliver_next(gateway)
    assert (message.state, message.looks) == (State.UNCERTAIN, 0)


def test_a_look_that_is_not_answered_does_not_count(provider, gateway, minutes_pass):
    MessageFactory(uncertain=True)
    provider.list_is_down = True
    for _ in range(4):
        minutes_pass(6)
        message = settlement.look(gateway)
    assert (message.state, message.looks) == (State.UNCERTAIN, 0)


def test_a_follow_up_nobody_finds_waits_for_a_person(provider, gateway, minutes_pass):
    message = MessageFactory(uncertain=True, purpose=Purpose.FOLLOW_UP)
    for _ in range(3):
        minutes_pass(6)
        settlement.settle(gateway)
    message.refresh_from_db()
    assert message.needs_a_person
    assert deliver_next(gateway) is None


def test_a_person_may_send_it_again(provider, gateway):
    message = MessageFactory(uncertain=True, purpose=Purpose.FOLLOW_UP, looks=2)
    assert settlement.resend(message)
    assert not settlement.resend(message), "a second click finds nothing to do"
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_a_person_may_close_it(provider, gateway):
    message = MessageFactory(uncertain=True, purpose=Purpose.FOLLOW_UP, looks=2)
    assert settlement.give_up(message)
    message.refresh_from_db()
    assert message.state == State.CANCELLED


def test_a_user_cannot_decide_while_lookups_go_on(gateway):
    message = MessageFactory(uncertain=True, looks=1)
    assert not settlement.resend(message)
    assert not settlement.give_up(message)


def test_two_rows_with_the_same_words_do_not_share_one_message(provider, gateway, minutes_pass):
    provider.plan = lambda number: Fault.ACCEPT_THEN_DROP if number == 1 else Fault.DROP_BEFORE
    MessageFactory.create_batch(2, body="【井冈山培训】您好", to_number="+8613800000001")
    dispatch.deliver_due(gateway)
    minutes_pass(3)
    settlement.settle(gateway)
    assert sorted(Message.objects.values_list("state", flat=True)) == [State.ACCEPTED, State.UNCERTAIN]


def test_two_rows_with_the_same_words_find_one_message_each(provider, gateway, minutes_pass):
    provider.plan = always(Fault.ACCEPT_THEN_DROP)
    MessageFactory.create_batch(2, body="【井冈山培训】您好", to_number="+8613800000001")
    dispatch.deliver_due(gateway)
    minutes_pass(3)
    settlement.settle(gateway)
    found = set(Message.objects.values_list("state", "provider_sid"))
    assert found == {(State.ACCEPTED, message["sid"]) for message in provider.accepted}


def test_other_words_to_the_same_number_are_not_ours(provider, gateway, minutes_pass):
    provider.plan = always(Fault.ACCEPT_THEN_DROP)
    MessageFactory(to_number="+8613800000001")
    deliver_next(gateway)
    provider.accepted[0]["body"] = "【别家】您好"
    minutes_pass(3)
    assert settlement.look(gateway).state == State.UNCERTAIN


@pytest.mark.parametrize("was_accepted", [True, False])
def test_a_dispatcher_that_died_loses_and_doubles_nothing(provider, gateway, minutes_pass, was_accepted):
    message = MessageFactory()
    claimed = claim_one(gateway)
    if was_accepted:
        provider.create({"To": claimed.to_number, "Body": claimed.body}, {})
    assert settlement.reap() == [], "a living dispatcher is not overtaken"

    minutes_pass(2)
    settlement.reap()
    message.refresh_from_db()
    assert (message.state, message.events.last().detail) == (State.UNCERTAIN, "the dispatcher died")
    for _ in range(2):
        minutes_pass(6)
        settlement.settle(gateway)
    dispatch.deliver_due(gateway)

    message.refresh_from_db()
    assert message.state == State.ACCEPTED
    assert provider.bodies() == [message.body]


def test_a_slow_dispatcher_still_records_its_result(gateway, minutes_pass):
    MessageFactory()
    claimed = claim_one(gateway)
    minutes_pass(2)
    settlement.reap()
    message = results.accept(claimed, sid="SM1", status="queued")
    assert message.state == State.ACCEPTED


def test_a_frozen_dispatcher_leaves_a_visible_duplicate(provider, gateway, minutes_pass, caplog):
    MessageFactory()
    frozen = claim_one(gateway)
    minutes_pass(2)
    settlement.reap()
    for _ in range(2):
        minutes_pass(6)
        settlement.settle(gateway)
    first = deliver_next(gateway)

    message = results.accept(frozen, sid="SMlate", status="queued")

    assert message.provider_sid == first.provider_sid
    assert message.events.last().detail == "second message at the provider: SMlate"
    assert "exists twice" in caplog.text


def test_doubt_that_outlives_its_meaning_ends_as_too_late(provider, gateway, minutes_pass):
    MessageFactory(uncertain=True, expires_at=timezone.now())
    for _ in range(2):
        minutes_pass(6)
        settlement.settle(gateway)
    assert deliver_next(gateway).state == State.EXPIRED
    assert provider.requests == []


def test_doubt_about_another_gateway_is_left_to_that_gateway(gateway, minutes_pass):
    MessageFactory(uncertain=True, gateway="console")
    minutes_pass(6)
    assert settlement.look(gateway) is None
