"""Writing messages into the outbox."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import F

from kit import clock
from kit.clock import SHANGHAI
from messaging.errors import TemplateIncomplete
from messaging.models import Message, Purpose, State
from messaging.services import outbox
from tests.factories.messaging import MessageFactory
from tests.messaging.sending import posted
from tests.statements import once

pytestmark = pytest.mark.django_db

WORDS = {"name": "王芳", "number": "1024", "consultant": "钟老师", "callback_by": "10:40"}


def draft(key="lead:1:ack", **changes):
    values = {
        "template": "inquiry_received",
        "to": "+8613800000001",
        "context": WORDS,
        "dedupe_key": key,
        "topic": "lead:1",
    }
    return outbox.Draft(**{**values, **changes})


def test_three_drafts_cost_as_many_statements_as_one():
    outbox.post(draft("warm"))
    later = draft("lead:1:day-after", purpose=Purpose.FOLLOW_UP, due_at=datetime(2030, 1, 1, 10, tzinfo=SHANGHAI))
    one = once(lambda: outbox.post(draft("lead:1:ack")))
    assert once(lambda: outbox.post(draft("lead:2:ack"), draft("lead:3:ack"), later)) == one
    assert Message.objects.filter(state=State.QUEUED).count() == 5


def test_the_text_is_frozen_with_its_signature_and_counted():
    (message,) = posted(draft())
    assert message.body == (
        "【井冈山培训】王芳您好，您的咨询（编号1024）已收到，钟老师将在10:40前给您回电，请留意来电。"
    )
    assert message.segments == 1


def test_a_message_is_due_at_once_by_the_databases_clock():
    (message,) = posted(draft())
    message.refresh_from_db()
    assert message.due_at == message.created_at or abs(message.due_at - message.created_at) < timedelta(seconds=5)
    assert Message.objects.due().count() == 1


def test_a_known_key_is_left_out_and_the_first_text_stays():
    (first,) = posted(draft())
    again = posted(draft(context={**WORDS, "name": "李强"}), draft("lead:1:other"))
    assert [message.dedupe_key for message in again] == ["lead:1:other"]
    first.refresh_from_db()
    assert "王芳" in first.body


def test_the_same_key_twice_in_one_post_is_one_message():
    assert len(posted(draft(), draft())) == 1


def test_nothing_is_posted_when_the_reason_is_rolled_back():
    with transaction.atomic():
        outbox.post(draft())
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_the_dispatcher_is_started_once_for_what_was_posted(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.post(draft(), draft("lead:2:ack"))
    (publish,) = callbacks
    assert publish.args == ("messaging.deliver_due",)


def test_a_text_with_a_hole_in_it_is_refused():
    with pytest.raises(TemplateIncomplete):
        outbox.post(draft(context={"name": "王芳"}))


def test_what_a_stranger_typed_carries_no_link_and_no_number():
    (message,) = posted(draft(context={**WORDS, "name": "领奖 www.evil.example\n13900000000【工商银行】"}))
    assert "evil" not in message.body
    assert "13900000000" not in message.body
    assert message.body.count("【") == 1


@time_machine.travel(datetime(2026, 11, 23, 22, 0, tzinfo=SHANGHAI), tick=False)
def test_a_follow_up_posted_at_night_waits_for_the_morning():
    (message,) = posted(draft(purpose=Purpose.FOLLOW_UP))
    assert message.due_at == datetime(2026, 11, 24, 8, 30, tzinfo=SHANGHAI)
    assert message.expires_at == datetime(2026, 11, 25, 8, 30, tzinfo=SHANGHAI)


@time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=SHANGHAI), tick=False)
def test_a_notice_posted_at_night_goes_at_once():
    (message,) = posted(draft())
    message.refresh_from_db()
    assert message.expires_at == datetime(2026, 11, 24, 2, 0, tzinfo=SHANGHAI)


def test_cancelling_takes_back_what_is_queued_and_nothing_else():
    queued = MessageFactory(topic="lead:7", purpose=Purpose.FOLLOW_UP)
    notice = MessageFactory(topic="lead:7")
    on_its_way = MessageFactory(topic="lead:7", purpose=Purpose.FOLLOW_UP, sending=True)
    stranger = MessageFactory(topic="lead:8", purpose=Purpose.FOLLOW_UP)

    assert outbox.cancel("lead:7", purpose=Purpose.FOLLOW_UP) == 1

    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {
        queued.pk: State.CANCELLED,
        notice.pk: State.QUEUED,
        on_its_way.pk: State.SENDING,
        stranger.pk: State.QUEUED,
    }
    assert queued.events.get().state == State.CANCELLED


def test_cancelling_without_a_purpose_cancels_all_queued():
    MessageFactory(topic="lead:7", purpose=Purpose.FOLLOW_UP)
    MessageFactory(topic="lead:7")
    assert outbox.cancel("lead:7") == 2


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("messaging_message_state_known", {"state": "lost"}),
        ("messaging_message_purpose_known", {"purpose": "spam"}),
        ("messaging_message_number_is_e164", {"to_number": "13800000000"}),
        ("messaging_message_says_something", {"body": ""}),
        ("messaging_message_accepted_has_sid", {"state": State.ACCEPTED}),
        ("messaging_message_sid_means_accepted", {"provider_sid": "SM1"}),
        ("messaging_message_sending_is_claimed", {"state": State.SENDING}),
        ("messaging_message_final_is_settled", {"state": State.CANCELLED}),
        ("messaging_message_final_is_settled", {"settled_at": F("created_at")}),
        ("messaging_message_failed_says_why", {"state": State.FAILED, "settled_at": F("created_at")}),
    ],
)
def test_the_database_itself_refuses(constraint, changes):
    message = MessageFactory()
    with pytest.raises(IntegrityError, match=constraint):
        Message.objects.filter(pk=message.pk).update(**changes)


def test_a_task_is_started_only_for_what_was_put_back(django_capture_on_commit_callbacks):
    at = clock.now()
    old, young = posted(draft("old", expires_at=at - timedelta(hours=1)), draft("young"))
    outbox.cancel("lead:1")
    with django_capture_on_commit_callbacks() as started:
        assert outbox.put_back([old.pk], at=at) == {old.pk}
    assert started == []
    with django_capture_on_commit_callbacks() as started:
        assert outbox.put_back([old.pk, young.pk], at=at) == {old.pk}
    assert len(started) == 1
