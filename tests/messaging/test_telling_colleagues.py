"""Notices by e-mail and WeCom robot: the same outbox, the same states, chosen per person and kind."""

import json
import smtplib
import socket
from http.server import ThreadingHTTPServer

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from messaging import gateways
from messaging.gateways.email import EmailGateway
from messaging.gateways.wecom import WeComGateway
from messaging.models import Channel, Message, Preference, Recipient, State, Template
from messaging.services import dispatch, notices, outbox
from tests.factories.messaging import MessageFactory
from tests.fakes import serving
from tests.fakes.mail import FailingBackend
from tests.messaging.sending import posted
from tests.statements import statements

pytestmark = pytest.mark.django_db

HOTLINE = "+8618079606663"
ROBOT = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"
WORDS = {"name": "王芳", "due": "10:40"}


@pytest.fixture
def robot():
    """A server that speaks WeCom's webhook; `answers` is what it says next."""

    class Handler(serving.Handler):
        def do_POST(self):
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.server.heard.append((self.path, said))
            status, body = self.server.says
            if status is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.heard, server.says = [], (200, b'{"errcode":0,"errmsg":"ok"}')
    with serving.serving(server) as server.url:
        yield server


def told(**ways):
    notices.save_recipient(None, key=HOTLINE, label="钟老师", email="zhong@centre.example", wecom_key=ROBOT, ways=ways)
    return posted(outbox.Draft("response_due", HOTLINE, WORDS, dedupe_key="a:1"))


def test_who_chose_nothing_is_told_by_text():
    (message,) = posted(outbox.Draft("response_due", HOTLINE, WORDS, dedupe_key="a:1"))
    assert (message.channel, message.to_number) == (Channel.SMS, HOTLINE)


def test_two_channels_are_two_messages_with_their_own_keys():
    messages = told(response_due=["sms", "wecom"])
    assert {(one.channel, one.to_number, one.address, one.dedupe_key) for one in messages} == {
        ("sms", HOTLINE, "", "a:1"),
        ("wecom", "", ROBOT, "a:1:wecom"),
    }
    assert len({one.body for one in messages}) == 1


def test_a_choice_is_for_one_kind_only():
    (message,) = told(inquiry_assigned=["email"])
    assert message.channel == Channel.SMS


def test_a_way_without_an_address_falls_back_to_a_text():
    notices.save_recipient(None, key=HOTLINE, label="钟老师", ways={"response_due": ["email"]})
    (message,) = posted(outbox.Draft("response_due", HOTLINE, WORDS, dedupe_key="a:1"))
    assert message.channel == Channel.SMS


def test_a_robot_says_the_text_in_its_group(robot):
    (message,) = told(response_due=["wecom"])
    dispatch.deliver(Channel.WECOM, [WeComGateway(robot.url)])
    message.refresh_from_db()
    ((path, said),) = robot.heard
    assert path == f"/cgi-bin/webhook/send?key={ROBOT}"
    assert said == {"msgtype": "text", "text": {"content": message.body}}
    assert (message.state, message.gateway) == (State.DELIVERED, "wecom")


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ((200, b'{"errcode":93000,"errmsg":"invalid webhook url"}'), State.FAILED),
        ((200, b'{"errcode":45009,"errmsg":"api freq out of limit"}'), State.QUEUED),
        ((200, b"<html>"), State.UNCERTAIN),
        ((502, b""), State.UNCERTAIN),
        ((None, b""), State.UNCERTAIN),
    ],
)
def test_each_answer_of_a_robot_has_its_outcome(robot, says, state):
    robot.says = says
    (message,) = told(response_due=["wecom"])
    dispatch.deliver(Channel.WECOM, [WeComGateway(robot.url, timeout=(0.5, 0.5))])
    message.refresh_from_db()
    assert (message.state, len(robot.heard)) == (state, 1)


def test_a_robot_that_cannot_be_reached_has_said_nothing():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    (message,) = told(response_due=["wecom"])
    dispatch.deliver(Channel.WECOM, [WeComGateway(url)])
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_an_e_mail_carries_our_own_number_as_its_id():
    (message,) = told(response_due=["email"])
    dispatch.deliver(Channel.EMAIL, [EmailGateway()])
    message.refresh_from_db()
    (sent,) = mail.outbox
    assert sent.to == ["zhong@centre.example"]
    assert sent.body == message.body
    assert message.uuid.hex in sent.extra_headers["Message-ID"]
    assert message.state == State.DELIVERED


@pytest.mark.parametrize(
    ("error", "at_greeting", "state"),
    [
        (ConnectionRefusedError(), True, State.QUEUED),
        (smtplib.SMTPAuthenticationError(535, b"no"), True, State.QUEUED),
        (smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")}), False, State.FAILED),
        (smtplib.SMTPRecipientsRefused({"x": (451, b"later")}), False, State.QUEUED),
        (smtplib.SMTPServerDisconnected(), False, State.UNCERTAIN),
        (TimeoutError(), False, State.UNCERTAIN),
    ],
)
def test_each_trouble_of_a_mail_server_has_its_outcome(settings, error, at_greeting, state):
    settings.EMAIL_BACKEND = "tests.fakes.mail.FailingBackend"
    FailingBackend.error, FailingBackend.is_at_greeting = error, at_greeting
    (message,) = told(response_due=["email"])
    dispatch.deliver(Channel.EMAIL, [EmailGateway()])
    message.refresh_from_db()
    assert message.state == state


def test_without_a_mail_server_the_console_keeps_the_mail():
    told(response_due=["email"])
    dispatch.deliver(Channel.EMAIL, gateways.for_channel(Channel.EMAIL))
    assert Message.objects.get().gateway == "console"


def test_addresses_are_masked_too():
    assert (
        MessageFactory.build(channel="email", to_number="", address="zhong@a.example").masked_number == "z***@a.example"
    )
    assert MessageFactory.build(channel="wecom", to_number="", address=ROBOT).masked_number == "…5aaa"


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("messaging_message_channel_known", {"channel": "dove", "address": "x", "to_number": ""}),
        ("messaging_message_address_fits_channel", {"address": "a@b.example"}),
        ("messaging_message_address_fits_channel", {"channel": "email"}),
    ],
)
def test_the_database_refuses_an_address_that_does_not_fit(constraint, values):
    message = MessageFactory()
    with pytest.raises(IntegrityError, match=constraint):
        Message.objects.filter(pk=message.pk).update(**values)


def test_a_manager_settles_who_is_told_how(as_manager):
    typed = {"key": "180 7960 6663", "label": "钟老师", "email": "zhong@centre.example", "wecom_key": ROBOT}
    answer = as_manager.post(reverse("messaging:recipient-new"), {**typed, "ways_response_due": ["email", "wecom"]})
    assert answer.status_code == 302
    recipient = Recipient.objects.get()
    assert recipient.key == HOTLINE
    assert {line.channel for line in Preference.objects.filter(kind="response_due")} == {"email", "wecom"}
    assert ROBOT not in as_manager.get(reverse("messaging:recipient-list")).content.decode()
    as_manager.post(reverse("messaging:recipient-strike", args=[recipient.pk]))
    assert not Recipient.objects.exists()


def test_a_robot_s_key_is_a_key_and_no_address(as_manager):
    typed = {"key": HOTLINE, "label": "钟老师", "wecom_key": "https://evil.example/steal"}
    answer = as_manager.post(reverse("messaging:recipient-new"), typed)
    assert answer.status_code == 422
    assert 'value="钟老师"' in answer.content.decode()


def test_the_list_costs_the_same_however_long_it_is(as_manager):
    def look(*numbers):
        for number in numbers:
            notices.save_recipient(None, key=f"key:{number}", label=f"{number}", ways={"response_due": ["sms"]})
        as_manager.get(reverse("messaging:recipient-list"))
        return statements(lambda: as_manager.get(reverse("messaging:recipient-list")))

    assert look(1) == look(2, 3)


def test_the_list_says_which_notices_in_words(as_manager):
    notices.save_recipient(None, key="office", label="办公室", ways={"response_due": ["email"]})
    page = as_manager.get(reverse("messaging:recipient-list")).text

    assert "response_due" not in page
    assert Template.objects.get(key="response_due").title in page
