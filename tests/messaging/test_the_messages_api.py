"""The API's list of messages."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from kit import clock
from messaging.api.views import MessageList
from messaging.services import opt_outs, senders
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


def ask(user, **query):
    request = APIRequestFactory().get("/api/v1/messages/", query)
    force_authenticate(request, user)
    return MessageList.as_view()(request)


def test_a_manager_reads_messages_with_masked_numbers(manager):
    MessageFactory(to_number="+8618079606663")
    (message,) = ask(manager).data["results"]
    assert message["to"] == "180****6663"
    assert "to_number" not in message


def test_state_and_topic_narrow_the_list(manager):
    kept = MessageFactory(delivered=True, topic="affair:1")
    MessageFactory(topic="affair:1")
    MessageFactory(delivered=True, topic="affair:2")
    (message,) = ask(manager, state="delivered", topic="affair:1").data["results"]
    assert message["uuid"] == str(kept.uuid)


def test_a_consultant_does_not_read_everybodys_messages(zhong):
    assert ask(zhong.user).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_statement(manager, django_assert_num_queries, count):
    MessageFactory.create_batch(count)
    with django_assert_num_queries(1):
        assert len(ask(manager).data["results"]) == count


@pytest.fixture
def api(manager):
    """A machine that signed in as the manager."""
    client = APIClient()
    client.force_authenticate(manager)
    return client


def test_a_period_a_channel_and_a_wording_narrow_the_list(api):
    kept = MessageFactory()
    MessageFactory(channel="email", to_number="", address="a@b.example")
    today = str(clock.today())
    asked = {"channel": "sms", "template": "inquiry_received", "since": today, "until": today}
    assert [one["uuid"] for one in api.get("/api/v1/messages/", asked).data["results"]] == [str(kept.uuid)]
    assert api.get("/api/v1/messages/", {**asked, "until": "2020-01-01"}).data["results"] == []


def test_a_doubt_is_settled_once(api):
    message = MessageFactory(uncertain=True, looks=2)
    address = f"/api/v1/messages/{message.uuid}/settle/"
    assert api.post(address, {"decision": "close"}, format="json").data["state"] == "cancelled"
    refused = api.post(address, {"decision": "resend"}, format="json")
    assert (refused.status_code, refused.data["type"]) == (409, "urn:problem:already_settled")


def test_a_refusal_is_recorded_and_lifted(api):
    typed = {"number": "138 0000 0001", "note": "电话里说的"}
    assert api.post("/api/v1/opt-outs/", typed, format="json").status_code == 201
    (line,) = api.get("/api/v1/opt-outs/").data["results"]
    assert (line["number"], line["how"]) == ("138****0001", "api")
    assert api.post("/api/v1/opt-outs/", {**typed, "is_out": False}, format="json").status_code == 201
    assert api.post("/api/v1/opt-outs/", {**typed, "is_out": False}, format="json").status_code == 204
    assert api.get("/api/v1/opt-outs/").data["results"] == []
    assert api.post("/api/v1/opt-outs/", {"number": "12"}, format="json").status_code == 400


def test_a_consent_is_written_down_with_its_words(api):
    line = {"number": "13800000001", "subject": "promotional", "wording": "2026-11"}
    assert api.post("/api/v1/consents/", line, format="json").status_code == 201
    assert opt_outs.consented("+8613800000001")
    assert api.post("/api/v1/consents/", {**line, "wording": ""}, format="json").status_code == 400


def test_a_wording_is_written_and_decided_about(api):
    address = "/api/v1/wordings/response_due/versions/"
    version = api.post(address, {"text": "请回电：{name}，约定{due}。"}, format="json").data
    decide = f"/api/v1/wordings/versions/{version['id']}/decide/"
    assert api.post(decide, {"to": "approved"}, format="json").status_code == 409
    for to in ("submitted", "approved"):
        assert api.post(decide, {"to": to}, format="json").data["state"] == to
    assert api.post(address, {"text": "{nobody}"}, format="json").status_code == 409
    (found,) = [one for one in api.get("/api/v1/wordings/").data if one["key"] == "response_due"]
    assert [one["number"] for one in found["versions"]] == [2, 1]


def test_how_the_gateways_stand_is_read_here(api):
    senders.pause("twilio", timedelta(minutes=5), reason="throttled")
    (standing,) = api.get("/api/v1/gateways/").data
    assert (standing["gateway"], standing["reason"]) == ("twilio", "throttled")
