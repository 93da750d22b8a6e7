"""The official SDK against a provider that speaks Twilio's HTTP: what each answer, and each silence, comes to."""

import logging
import socket
from base64 import b64encode
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from messaging import gateways
from messaging.gateways.twilio import TwilioGateway
from messaging.models import Message, Purpose, Sender, State
from messaging.services import dispatch, senders
from tests.factories.messaging import MessageFactory
from tests.fakes.twilio import ACCOUNT, TOKEN, Fault, always
from tests.messaging.sending import deliver_as_if, deliver_next
from tests.statements import once

AT_NIGHT = datetime(2066, 11, 24, 3, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

pytestmark = pytest.mark.django_db


def test_without_an_account_nothing_leaves_the_house():
    assert gateways.current().name == "console"


def test_one_gateway_serves_the_whole_process(twilio_settings):
    assert gateways.current() is gateways.current()
    assert gateways.current().name == "twilio"


def test_the_sdk_sends_twilio_s_request_to_the_configured_host(provider, gateway):
    message = MessageFactory(body="【井冈山培训】您好")
    sent = deliver_next(gateway)

    (request,) = provider.requests
    headers = request.pop("headers")
    request.pop("at")
    validity = int(request.pop("ValidityPeriod"))
    assert request == {
        "To": message.to_number,
        "From": "+15005550006",
        "Body": "【井冈山培训】您好",
        "StatusCallback": f"https://centre.example/sms/callback/{message.uuid}/",
    }
    assert 1 <= validity <= 36_000
    assert headers["Authorization"] == "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert headers["User-Agent"].startswith("twilio-python/")
    assert (sent.state, sent.provider_sid, sent.provider_status) == (
        State.ACCEPTED,
        provider.accepted[0]["sid"],
        "queued",
    )
    assert [event.state for event in message.events.all()] == [State.SENDING, State.ACCEPTED]


def test_a_messaging_service_takes_the_place_of_the_number(provider, twilio_settings):
    twilio_settings.TWILIO_MESSAGING_SERVICE_SID = "MG1"
    MessageFactory()
    deliver_next(gateways.current())
    assert provider.requests[0]["MessagingServiceSid"] == "MG1"
    assert "From" not in provider.requests[0]


def test_the_provider_gives_up_when_we_would(provider, gateway):
    MessageFactory(expires_at=timezone.now() + timedelta(minutes=10))
    deliver_next(gateway)
    assert 590 <= int(provider.requests[0]["ValidityPeriod"]) <= 600


@pytest.mark.parametrize(
    "fault",
    [
        Fault.DROP_BEFORE,
        Fault.ACCEPT_THEN_DROP,
        Fault.ACCEPT_THEN_500,
        Fault.ACCEPT_THEN_GARBAGE,
        Fault.ACCEPT_SLOWLY,
        Fault.ERROR_500,
        Fault.ERROR_503,
    ],
)
def test_what_may_have_been_sent_is_not_tried_again(provider, impatient_gateway, fault):
    provider.plan = always(fault)
    provider.slowness = 0.8
    message = deliver_next(MessageFactory() and impatient_gateway)

    assert message.state == State.UNCERTAIN
    assert message.due_at > timezone.now() + timedelta(seconds=100)
    assert deliver_next(impatient_gateway) is None
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.BAD_NUMBER, "21211"),
        (Fault.NOT_MOBILE, "21614"),
        (Fault.OPTED_OUT, "21610"),
        (Fault.PROBLEM_DETAILS, "21211"),
    ],
)
def test_a_refusal_is_final_and_says_why(provider, gateway, fault, code):
    provider.plan = always(fault)
    MessageFactory()
    message = deliver_next(gateway)
    assert (message.state, message.error_code) == (State.FAILED, code)
    assert message.settled_at is not None


def test_a_provider_that_asks_to_wait_pauses_all_dispatchers(provider, gateway):
    provider.plan = always(Fault.THROTTLED)
    MessageFactory()
    MessageFactory()
    message = deliver_next(gateway)

    assert message.state == State.QUEUED
    assert timedelta(seconds=5) < message.due_at - timezone.now() <= timedelta(seconds=7.5)
    assert deliver_next(gateway) is None
    assert len(provider.requests) == 1
    Sender.objects.update(paused_until=timezone.now() - timedelta(minutes=1))
    provider.plan = always(Fault.NONE)
    assert deliver_next(gateway).state == State.ACCEPTED


def test_without_a_hint_the_sender_backs_off(provider, gateway):
    provider.plan = always(Fault.THROTTLED_WITHOUT_HINT)
    MessageFactory()
    deliver_next(gateway)
    assert timezone.now() < Sender.objects.get().paused_until + timedelta(seconds=1)


def test_a_longer_pause_is_not_shortened(gateway):
    senders.pause("twilio", timedelta(minutes=5))
    senders.pause("twilio", timedelta(seconds=1))
    assert Sender.objects.get().paused_until > timezone.now() + timedelta(minutes=4)


def test_a_wrong_token_holds_the_backlog_back(provider, gateway):
    provider.plan = always(Fault.UNAUTHORISED)
    MessageFactory()
    MessageFactory()
    assert deliver_next(gateway).state == State.QUEUED
    assert dispatch.deliver_due(gateway) == 0
    assert Message.objects.queued().count() == 2


def test_a_closed_port_means_nothing_was_sent(twilio_settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        twilio_settings.TWILIO_API_BASE_URL = f"http://127.0.0.1:{unused.getsockname()[1]}"
        MessageFactory()
        message = deliver_next(gateways.current())
    assert message.state == State.QUEUED
    assert message.events.last().detail == "ConnectionError"


def test_an_unknown_host_means_nothing_was_sent(twilio_settings):
    twilio_settings.TWILIO_API_BASE_URL = "http://nowhere.invalid"
    MessageFactory()
    assert deliver_next(gateways.current()).state == State.QUEUED


def test_a_connection_that_is_never_made_means_nothing_was_sent(provider):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        gateway = TwilioGateway(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            public_base_url="https://centre.example",
            from_number="+15005550006",
            api_base_url=f"http://127.0.0.1:{port}",
            timeout=(0.3, 0.3),
        )
        MessageFactory()
        message = deliver_next(gateway)
        for client in waiting:
            client.close()
    assert message.state == State.QUEUED
    assert message.events.last().detail == "ConnectTimeout"


def test_a_landline_is_never_sent_and_says_so(provider, gateway):
    MessageFactory(to_number="+867968970353")
    message = deliver_next(gateway)
    assert (message.state, message.error_code) == (State.FAILED, "landline")
    assert provider.requests == []


def test_what_has_lost_its_meaning_is_never_sent(provider, gateway):
    MessageFactory(expires_at=timezone.now() - timedelta(seconds=1))
    assert deliver_next(gateway).state == State.EXPIRED
    assert provider.requests == []


@pytest.mark.parametrize(
    ("purpose", "state"), [(Purpose.FOLLOW_UP, State.QUEUED), (Purpose.TRANSACTIONAL, State.ACCEPTED)]
)
def test_at_night_notices_go_and_follow_ups_wait(provider, gateway, purpose, state):
    MessageFactory(purpose=purpose, expires_at=AT_NIGHT + timedelta(days=3))
    (message,) = deliver_as_if(AT_NIGHT, gateway)
    assert message.state == state
    if state == State.QUEUED:
        assert message.due_at == AT_NIGHT.replace(hour=8, minute=30)


def test_the_longest_waiting_message_goes_first(provider, gateway):
    late = MessageFactory(due_at=timezone.now() - timedelta(minutes=1))
    early = MessageFactory(due_at=timezone.now() - timedelta(minutes=2))
    MessageFactory(due_at=timezone.now() + timedelta(minutes=2))
    assert dispatch.claim(gateway, 3) == [early, late]


def test_a_run_stops_claiming_when_its_time_is_over(gateway):
    MessageFactory()
    assert dispatch.deliver_due(gateway, seconds=0) == 0
    assert Message.objects.queued().count() == 1


def test_the_logs_hold_neither_numbers_nor_texts(provider, gateway, caplog):
    caplog.set_level(logging.INFO)
    logging.getLogger("twilio").setLevel(logging.WARNING)
    message = MessageFactory()
    deliver_next(gateway)
    assert message.to_number.lstrip("+") not in caplog.text
    assert message.body not in caplog.text


def test_claiming_a_hundred_costs_as_many_statements_as_one(gateway):
    senders.is_available(gateway.name)  # the gateway's row is there from its first use on

    def claim(count):
        MessageFactory.create_batch(count)
        return once(lambda: dispatch.read(dispatch.claim(gateway, count), gateway.name))

    assert claim(1) == claim(3) == claim(100)


def test_through_the_console_a_message_is_delivered_at_once():
    MessageFactory()
    message = deliver_next(gateways.current())
    assert (message.state, message.gateway, message.provider_status) == (State.DELIVERED, "console", "delivered")
