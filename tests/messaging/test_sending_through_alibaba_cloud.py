"""Alibaba Cloud SMS through its official SDK, against a fake that speaks its HTTP."""

import html
import json
import socket
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging import gateways
from messaging.models import Channel, Message, Reply, Sender, SetAside, State, Template
from messaging.services import dispatch, outbox, polling, self_check, settlement, templates
from tests.factories.messaging import MessageFactory
from tests.fakes import aliyun as fake
from tests.fakes.aliyun import Fault
from tests.messaging.sending import deliver_next, posted

# Its SDK is installed where it is used (requirements/aliyun.in), and with the tools of development.
AliyunGateway = pytest.importorskip("messaging.gateways.aliyun").AliyunGateway
pytestmark = pytest.mark.django_db

WORDS = {"name": "王芳", "due": "10:40"}


@pytest.fixture
def alibaba():
    with fake.running() as running:
        yield running


@pytest.fixture
def aliyun_settings(alibaba, settings):
    settings.ALIYUN_ACCESS_KEY_ID, settings.ALIYUN_ACCESS_KEY_SECRET = fake.KEY, fake.SECRET
    settings.ALIYUN_CALLBACK_TOKEN, settings.ALIYUN_ENDPOINT = fake.CALLBACK, alibaba.url
    templates.set_provider_id(
        Template.objects.get(key="response_due").versions.get().pk, gateway="aliyun", code="SMS_7"
    )
    return settings


@pytest.fixture
def aliyun(alibaba, aliyun_settings):
    return AliyunGateway(
        access_key_id=fake.KEY,
        access_key_secret=fake.SECRET,
        callback_token=fake.CALLBACK,
        endpoint=alibaba.url,
        timeout_ms=(500, 500),
    )


def post_one(key="a:1", to="+8613800000001", template="response_due"):
    words = {**WORDS, "number": "1", "consultant": "钟老师", "callback_by": "10:40"}
    (message,) = posted(outbox.Draft(template, to, words, dedupe_key=key))
    return message


def test_the_template_its_values_and_our_id_are_sent(alibaba, aliyun_settings):
    message = post_one()
    gateway = gateways.current()
    sent = deliver_next(gateway)
    assert (gateway.name, sent.state, sent.provider_sid) == ("aliyun", State.ACCEPTED, alibaba.accepted[0]["biz_id"])
    (request,) = alibaba.requests
    assert request["PhoneNumbers"] == "13800000001"
    assert request["SignName"] == "井冈山培训"
    assert request["TemplateCode"] == "SMS_7"
    assert json.loads(request["TemplateParam"]) == WORDS
    assert request["OutId"] == message.uuid.hex


@pytest.mark.parametrize(
    ("fault", "state", "reached"),
    [
        (Fault.DROP_BEFORE, State.UNCERTAIN, 0),
        (Fault.ACCEPT_THEN_DROP, State.UNCERTAIN, 1),
        (Fault.ACCEPT_SLOWLY, State.UNCERTAIN, 1),
        (Fault.GARBAGE, State.UNCERTAIN, 0),
        (Fault.SERVER, State.UNCERTAIN, 0),
        (Fault.THROTTLED, State.QUEUED, 0),
        (Fault.NO_MONEY, State.QUEUED, 0),
        (Fault.BAD_KEY, State.QUEUED, 0),
        (Fault.BAD_NUMBER, State.FAILED, 0),
        (Fault.NO_TEMPLATE, State.FAILED, 0),
    ],
)
def test_each_fault_has_its_outcome_and_one_request(alibaba, aliyun, fault, state, reached):
    alibaba.fault = fault
    post_one()
    message = deliver_next(aliyun)
    assert (message.state, len(alibaba.accepted), len(alibaba.requests)) == (state, reached, 1)


def test_a_closed_door_proves_that_nothing_was_sent(aliyun_settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    closed = AliyunGateway(
        access_key_id="k", access_key_secret="s", callback_token="t", endpoint=f"http://127.0.0.1:{port}"
    )
    post_one()
    assert deliver_next(closed).state == State.QUEUED


def test_our_account_s_fault_pauses_the_whole_sender(alibaba, aliyun):
    alibaba.fault = Fault.NO_MONEY
    post_one()
    deliver_next(aliyun)
    assert Sender.objects.get(pk="aliyun").paused_until > timezone.now()


@pytest.mark.parametrize("was_accepted", [True, False])
def test_a_doubt_is_settled_by_our_own_number_in_the_list(alibaba, aliyun, minutes_pass, was_accepted):
    alibaba.fault = Fault.ACCEPT_THEN_DROP if was_accepted else Fault.DROP_BEFORE
    message = post_one()
    deliver_next(aliyun)
    alibaba.fault = Fault.NONE
    for _ in range(2):
        minutes_pass(6)
        settlement.settle(aliyun)
    deliver_next(aliyun)
    message.refresh_from_db()
    assert (message.state, len(alibaba.accepted)) == (State.ACCEPTED, 1)


def test_a_list_that_cannot_be_read_proves_nothing(alibaba, aliyun, minutes_pass):
    alibaba.fault, alibaba.list_is_down = Fault.DROP_BEFORE, True
    message = post_one()
    deliver_next(aliyun)
    minutes_pass(6)
    settlement.settle(aliyun)
    message.refresh_from_db()
    assert (message.state, message.looks) == (State.UNCERTAIN, 0)


def test_what_was_found_takes_its_id_from_the_receipt(client, alibaba, aliyun, minutes_pass, caplog):
    alibaba.fault = Fault.ACCEPT_THEN_DROP
    message = post_one()
    deliver_next(aliyun)
    minutes_pass(6)
    settlement.settle(aliyun)
    report(client, [alibaba.report(alibaba.accepted[0])])
    message.refresh_from_db()
    assert (message.state, message.provider_sid) == (State.DELIVERED, alibaba.accepted[0]["biz_id"])
    assert "exists twice" not in caplog.text


def test_several_reports_in_one_post_each_move_their_message(client, alibaba, aliyun):
    first, second = post_one("a:1"), post_one("a:2", to="+8613800000002")
    dispatch.deliver_due(aliyun)
    by_uuid = {message["OutId"]: message for message in alibaba.accepted}
    lines = [
        alibaba.report(by_uuid[first.uuid.hex]),
        alibaba.report(by_uuid[second.uuid.hex], success=False),
        {"out_id": "nonsense", "biz_id": "1"},
        "nonsense",
    ]
    assert report(client, lines).json() == {"code": 0, "msg": "OK"}
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {first.pk: State.DELIVERED, second.pk: State.UNDELIVERED}


def test_a_reply_is_stored_once_however_often_it_is_posted(client, aliyun):
    line = {"phone_number": "13800000009", "content": "好的", "send_time": "2026-11-24 09:00:00", "sequence_id": 7}
    report(client, [line])
    report(client, [line])
    assert [(reply.from_number, reply.body) for reply in Reply.objects.all()] == [("+8613800000009", "好的")]


@pytest.mark.parametrize(("token", "status"), [("guessed", 403), (fake.CALLBACK, 200)])
def test_only_the_address_with_our_word_in_it_is_believed(client, aliyun, token, status):
    assert report(client, [], token=token).status_code == status


def test_a_post_without_sense_is_taken_and_forgotten(client, aliyun):
    url = reverse("messaging:aliyun-callback", args=[fake.CALLBACK])
    assert client.post(url, "<html>", content_type="application/json").status_code == 200


def test_the_poller_asks_for_what_was_never_reported(alibaba, aliyun, minutes_pass):
    message = post_one()
    deliver_next(aliyun)
    alibaba.accepted[0]["status"] = 3
    assert polling.ask_all(aliyun) == 0, "not yet"
    minutes_pass(11)
    assert polling.ask_all(aliyun) == 1
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_without_another_gateway_it_fails_with_the_reason(alibaba, aliyun_settings):
    post_one("a:1", template="inquiry_received")
    post_one("a:2", to="+85291234567")
    dispatch.deliver(Channel.SMS, gateways.for_channel(Channel.SMS))
    assert set(Message.objects.values_list("state", "error_code")) == {
        (State.FAILED, "no_provider_template"),
        (State.FAILED, "foreign"),
    }


def test_the_self_check_names_the_approved_signature(aliyun):
    assert [(finding.what, finding.is_well) for finding in aliyun.inspect()] == [
        ("credentials", True),
        ("sender", True),
        ("signature", True),
        ("geography", True),
        ("callback", True),
    ]


def test_the_self_check_names_unregistered_templates(aliyun):
    found = {finding.what: finding for finding in self_check.run(aliyun)}["templates"]
    assert found.is_well is False
    assert "inquiry_received" in found.detail
    assert "response_due" not in found.detail


def test_an_account_without_our_signature_is_found_out(aliyun, settings):
    settings.SMS_SIGNATURE = "别处的签名"
    assert {finding.what: finding.is_well for finding in aliyun.inspect()}["signature"] is False


def test_a_dry_run_needs_the_carrier_s_template_id(aliyun):
    assert self_check.dry_run(aliyun, "+8613900000000").is_well is False
    version = Template.objects.get(key="inquiry_received").versions.get()
    templates.set_provider_id(version.pk, gateway="aliyun", code="SMS_1")
    assert self_check.dry_run(aliyun, "+8613900000000").is_well is True
    assert self_check.dry_run(aliyun, "+12025550143").is_well is False


def report(client, lines, token=fake.CALLBACK):
    return client.post(
        reverse("messaging:aliyun-callback", args=[token]), json.dumps(lines), content_type="application/json"
    )


@pytest.mark.parametrize(
    "broken",
    [
        '{"phone_number": "13800000002", "content": null, "sequence_id": 5, "send_time": "now"}',
        json.dumps({"phone_number": "13800000002", "content": "长", "sequence_id": "9" * 300, "send_time": "now"}),
        '{"phone_number": "13800000002", "content": "no number of its own"}',
        '["a list"]',
        json.dumps({"out_id": "0" * 31 + "1", "biz_id": "x" * 300, "success": True}),
        "7",
    ],
)
def test_a_line_nobody_can_read_is_set_aside_and_the_others_work(client, aliyun_settings, as_manager, broken):
    MessageFactory(uuid=UUID(int=1), sending=True)
    good = '{"phone_number": "13800000003", "content": "好的", "sequence_id": 6, "send_time": "now"}'
    path = f"/sms/aliyun/callback/{fake.CALLBACK}/"
    answer = client.post(path, f"[{broken}, {good}]", content_type="application/json")
    assert answer.status_code == 200
    assert [reply.body for reply in Reply.objects.all()] == ["好的"]
    assert SetAside.objects.count() == 1
    assert SetAside.objects.get().line in html.unescape(as_manager.get("/messages/").content.decode())


def test_a_lone_surrogate_is_dropped_and_the_text_is_read(client, aliyun_settings):
    line = '[{"phone_number": "13800000003", "content": "好的\\ud83d", "sequence_id": 6, "send_time": "now"}]'
    path = f"/sms/aliyun/callback/{fake.CALLBACK}/"
    assert client.post(path, line, content_type="application/json").status_code == 200
    assert Reply.objects.get().body == "好的"
    assert not SetAside.objects.exists()
