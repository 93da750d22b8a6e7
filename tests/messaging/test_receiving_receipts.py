"""Status callbacks: signed, in any order, twice, late, or before our own result; and replies."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from twilio.request_validator import RequestValidator

from messaging import signals
from messaging.models import Message, Reply, State
from messaging.services import replies, results
from tests.factories.messaging import MessageFactory
from tests.fakes.twilio import TOKEN, Fault, always
from tests.messaging.sending import claim_one, deliver_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(twilio_settings):
    """Post as Twilio would: form-encoded, signed over the public address."""

    def post_(path, params, *, token=TOKEN, signature=None):
        if signature is None:
            signature = RequestValidator(token).compute_signature(twilio_settings.PUBLIC_BASE_URL + path, params)
        return Client(enforce_csrf_checks=True).post(path, params, headers={"X-Twilio-Signature": signature})

    return post_


@pytest.fixture
def report(post):
    """Report a status about a message."""

    def report_(message, status, *, sid=None, error="", **kwargs):
        sid = sid or message.provider_sid or "SMfirst"
        params = {"MessageSid": sid, "MessageStatus": status, "To": message.to_number}
        if error:
            params["ErrorCode"] = error
        return post(reverse("messaging:sms-callback", args=[message.uuid]), params, **kwargs)

    return report_


def test_a_delivery_is_noted_and_answered_without_a_body(report):
    message = MessageFactory(accepted=True)
    answer = report(message, "delivered")
    message.refresh_from_db()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (message.state, message.provider_status) == (State.DELIVERED, "delivered")
    assert message.settled_at is not None


@pytest.mark.parametrize(("status", "state"), [("undelivered", State.UNDELIVERED), ("failed", State.FAILED)])
def test_a_failure_after_acceptance_keeps_its_code(report, status, state):
    message = MessageFactory(accepted=True)
    report(message, status, error="30006")
    message.refresh_from_db()
    assert (message.state, message.error_code) == (state, "30006")


def test_a_failure_without_a_code_still_says_why(report):
    message = MessageFactory(accepted=True)
    assert report(message, "failed").status_code == 204
    message.refresh_from_db()
    assert message.error_code == "failed"


@pytest.mark.parametrize("order", [["delivered", "sent", "sending"], ["sent", "delivered", "sent", "delivered"]])
def test_receipts_in_any_order_and_repeated_only_move_forward(report, order):
    message = MessageFactory(accepted=True)
    for status in order:
        assert report(message, status).status_code == 204
    message.refresh_from_db()
    assert (message.state, message.provider_status) == (State.DELIVERED, "delivered")
    assert message.events.filter(state=State.DELIVERED).count() == 1


def test_the_first_final_word_stays(report):
    message = MessageFactory(accepted=True)
    report(message, "delivered")
    report(message, "undelivered", error="30003")
    message.refresh_from_db()
    assert (message.state, message.error_code) == (State.DELIVERED, "")


@pytest.mark.parametrize("trait", ["sending", "uncertain"])
def test_a_receipt_settles_what_our_own_answer_did_not(report, trait):
    message = MessageFactory(**{trait: True})
    report(message, "sent")
    message.refresh_from_db()
    assert (message.state, message.provider_sid) == (State.ACCEPTED, "SMfirst")


def test_a_receipt_keeps_a_message_from_being_sent_again(report, gateway, provider):
    message = MessageFactory(attempts=1)
    report(message, "sent")
    assert deliver_next(gateway) is None
    assert provider.requests == []


def test_a_result_after_its_receipt_changes_nothing(report, gateway):
    MessageFactory()
    claimed = claim_one(gateway)
    report(claimed, "delivered", sid="SMfirst")
    message = results.accept(claimed, sid="SMfirst", status="queued")
    assert (message.state, message.provider_status) == (State.DELIVERED, "delivered")
    assert not message.events.filter(detail__startswith="second").exists()


def test_a_receipt_for_a_second_message_records_a_duplicate(report, caplog):
    message = MessageFactory(accepted=True)
    report(message, "delivered", sid="SMother")
    message.refresh_from_db()
    assert message.state == State.ACCEPTED
    assert message.events.last().detail == "second message at the provider: SMother"
    assert "exists twice" in caplog.text


def test_a_receipt_for_what_was_closed_by_hand_is_recorded(report):
    message = MessageFactory(uncertain=True)
    Message.objects.filter(pk=message.pk).update(state=State.CANCELLED, settled_at=message.created_at)
    assert report(message, "delivered").status_code == 204
    assert message.events.last().detail.startswith("second message")


def test_a_status_we_have_never_heard_of_proves_acceptance_only(report):
    message = MessageFactory(sending=True)
    report(message, "teleported")
    message.refresh_from_db()
    assert message.state == State.ACCEPTED


@pytest.mark.parametrize("signature", ["", "forged", "Zm9yZ2Vk"])
def test_a_forged_receipt_changes_nothing(report, signature):
    message = MessageFactory(accepted=True)
    assert report(message, "delivered", signature=signature).status_code == 403
    message.refresh_from_db()
    assert message.state == State.ACCEPTED


def test_a_signature_for_another_message_is_worth_nothing_here(post, twilio_settings):
    mine, other = MessageFactory(accepted=True), MessageFactory(accepted=True)
    params = {"MessageSid": mine.provider_sid, "MessageStatus": "delivered"}
    path = reverse("messaging:sms-callback", args=[mine.uuid])
    signature = RequestValidator(TOKEN).compute_signature(twilio_settings.PUBLIC_BASE_URL + path, params)
    elsewhere = reverse("messaging:sms-callback", args=[other.uuid])
    assert post(elsewhere, params, signature=signature).status_code == 403


def test_a_changed_parameter_breaks_the_signature(post, twilio_settings):
    message = MessageFactory(accepted=True)
    path = reverse("messaging:sms-callback", args=[message.uuid])
    signed = {"MessageSid": message.provider_sid, "MessageStatus": "sent"}
    signature = RequestValidator(TOKEN).compute_signature(twilio_settings.PUBLIC_BASE_URL + path, signed)
    assert post(path, {**signed, "MessageStatus": "delivered"}, signature=signature).status_code == 403


def test_while_tokens_rotate_both_are_good(report, twilio_settings):
    twilio_settings.TWILIO_AUTH_TOKEN = "the-new-token"
    twilio_settings.TWILIO_AUTH_TOKEN_PREVIOUS = TOKEN
    assert report(MessageFactory(accepted=True), "sent", token=TOKEN).status_code == 204
    assert report(MessageFactory(accepted=True), "sent", token="the-new-token").status_code == 204
    assert report(MessageFactory(accepted=True), "sent", token="a-third").status_code == 403


def test_an_unknown_message_is_no_error_of_the_providers(post, caplog):
    caplog.set_level(logging.WARNING)
    unknown = reverse("messaging:sms-callback", args=[uuid4()])
    assert post(unknown, {"MessageSid": "SM1", "MessageStatus": "sent"}).status_code == 204
    assert "names no message of ours" in caplog.text


def test_a_receipt_without_a_number_is_passed_over(post):
    message = MessageFactory(sending=True)
    path = reverse("messaging:sms-callback", args=[message.uuid])
    assert post(path, {"MessageStatus": "sent"}).status_code == 204
    message.refresh_from_db()
    assert message.state == State.SENDING


def test_a_receipt_with_the_id_of_another_row_is_logged(report, caplog):
    adopted, own = MessageFactory(accepted=True), MessageFactory(sending=True)
    assert report(own, "sent", sid=adopted.provider_sid).status_code == 204
    own.refresh_from_db()
    assert own.state == State.SENDING
    assert "another row has" in caplog.text


def test_receipts_are_posted_and_not_fetched(client):
    assert client.get(reverse("messaging:sms-callback", args=[uuid4()])).status_code == 405


def test_without_a_provider_nobody_is_believed(client):
    message = MessageFactory(accepted=True)
    path = reverse("messaging:sms-callback", args=[message.uuid])
    assert client.post(path, {"MessageSid": "x", "MessageStatus": "delivered"}).status_code == 403


def test_the_provider_itself_may_report_over_real_http(provider, gateway, live_server, transactional_db):
    message = MessageFactory()
    deliver_next(gateway)
    (created,) = provider.accepted
    for status in ["delivered", "sent", "delivered"]:
        assert provider.call_back(created, status, host=live_server.url) == 204
    assert provider.call_back(created, "failed", host=live_server.url, token="forged") == 403
    message.refresh_from_db()
    assert message.state == State.DELIVERED


@pytest.fixture
def heard():
    """What a listener hears about settled messages."""
    states = []

    def listen(message, **kwargs):
        states.append(message.state)

    signals.message_settled.connect(listen)
    yield states
    signals.message_settled.disconnect(listen)


def test_a_final_state_is_announced_once(report, heard):
    message = MessageFactory(accepted=True)
    report(message, "sent")
    assert heard == []
    report(message, "delivered")
    report(message, "delivered")
    assert heard == [State.DELIVERED]


def test_a_refusal_is_announced(provider, gateway, heard):
    provider.plan = always(Fault.BAD_NUMBER)
    MessageFactory()
    deliver_next(gateway)
    assert heard == [State.FAILED]


def test_a_listener_that_fails_does_not_undo_the_message(report, caplog):
    def listen(message, **kwargs):
        Reply.objects.create(provider_sid="lost", from_number="+8613800000001")
        raise RuntimeError

    signals.message_settled.connect(listen)
    try:
        message = MessageFactory(accepted=True)
        assert report(message, "delivered").status_code == 204
    finally:
        signals.message_settled.disconnect(listen)
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert not Reply.objects.exists()
    assert "A receiver failed" in caplog.text


@pytest.fixture
def reply_heard():
    """What a listener hears about replies, with nobody else listening: the later apps have tests of their own."""
    bodies = []
    others, signals.reply_received.receivers = signals.reply_received.receivers, []

    def listen(reply, **kwargs):
        bodies.append(reply.body)

    signals.reply_received.connect(listen)
    yield bodies
    signals.reply_received.receivers = others


def test_a_reply_is_stored_once_and_announced_once(post, reply_heard):
    params = {"MessageSid": "SM9", "From": "+8613800000001", "To": "+15005550006", "Body": "请明天联系"}
    for _ in range(2):
        answer = post(reverse("messaging:sms-inbound"), params)
    assert (answer.status_code, answer.content) == (200, b"<Response/>")
    assert Reply.objects.get().body == "请明天联系"
    assert reply_heard == ["请明天联系"]


def test_a_reply_is_announced_until_all_receivers_succeed(post, reply_heard, caplog):
    trouble = [RuntimeError()]

    def stumble(reply, **kwargs):
        if trouble:
            raise trouble[0]

    signals.reply_received.connect(stumble)
    post(reverse("messaging:sms-inbound"), {"MessageSid": "SM9", "From": "+8613800000001", "Body": "请明天联系"})
    assert Reply.objects.get().heard_at is None
    assert replies.announce_unheard() == 0, "not within the same minute"
    Reply.objects.update(received_at=timezone.now() - timedelta(minutes=2))
    assert replies.announce_unheard() == 0
    trouble.clear()
    assert (replies.announce_unheard(), replies.announce_unheard()) == (1, 0)
    assert Reply.objects.get().heard_at is not None
    assert reply_heard == ["请明天联系"] * 3


def test_after_a_day_nobody_is_told_any_more(reply_heard):
    Reply.objects.create(provider_sid="SM9", from_number="+8613800000001")
    Reply.objects.update(received_at=timezone.now() - timedelta(days=2))
    assert replies.announce_unheard() == 0


def test_a_forged_reply_is_refused(post):
    answer = post(reverse("messaging:sms-inbound"), {"MessageSid": "SM9", "Body": "x"}, signature="forged")
    assert answer.status_code == 403
    assert not Reply.objects.exists()
