"""The API's list of messages."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from kit import clock
from messaging.api.views import MessageList
from messaging.models import Message, Reply, TemplateVersion
from messaging.services import opt_outs, senders
from tests.factories.messaging import MessageFactory
from tests.statements import costs

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
    kept = MessageFactory(delivered=True, topic="subject:1")
    MessageFactory(topic="subject:1")
    MessageFactory(delivered=True, topic="subject:2")
    (message,) = ask(manager, state="delivered", topic="subject:1").data["results"]
    assert message["uuid"] == str(kept.uuid)


def test_a_consultant_does_not_read_everybodys_messages(zhong):
    assert ask(zhong.user).status_code == 403


def test_the_list_and_its_histories_cost_the_same_for_any_number(manager):
    assert len(costs(lambda _number: MessageFactory(), lambda: ask(manager).data["results"])) == 1


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
    address = "/api/v1/templates/response_due/versions/"
    version = api.post(address, {"text": "请回电：{name}，约定{due}。"}, format="json").data
    decide = f"/api/v1/templates/versions/{version['id']}/decide/"
    assert api.post(decide, {"to": "approved"}, format="json").status_code == 409
    for to in ("submitted", "approved"):
        assert api.post(decide, {"to": to}, format="json").data["state"] == to
    assert api.post(address, {"text": "{nobody}"}, format="json").status_code == 409
    (found,) = [one for one in api.get("/api/v1/templates/").data if one["key"] == "response_due"]
    assert [one["number"] for one in found["versions"]] == [2, 1]


def test_a_message_comes_with_its_history(api):
    message = MessageFactory(uncertain=True, looks=2)
    message.events.create(state="uncertain", detail="not found; a person decides")
    (told,) = api.get("/api/v1/messages/").data["results"]
    assert told["needs_a_person"] is True
    assert [(event["state"], event["detail"]) for event in told["events"]] == [
        ("uncertain", "not found; a person decides")
    ]


def test_one_call_beside_a_message_closes_its_number(api):
    message = MessageFactory()
    assert api.post(f"/api/v1/messages/{message.uuid}/opt-out/").status_code == 201
    assert opt_outs.is_out(message.to_number)
    mail = MessageFactory(channel="email", to_number="", address="a@b.example")
    assert api.post(f"/api/v1/messages/{mail.uuid}/opt-out/").status_code == 404


def test_replies_are_read_with_masked_senders(api):
    Reply.objects.create(provider_sid="SM1", from_number="+8618079606663", body="好的")
    (told,) = api.get("/api/v1/replies/").data["results"]
    assert (told["sender"], told["body"], told["heard_at"]) == ("180****6663", "好的", None)


def test_the_ledger_of_consents_is_read_newest_first(api):
    for subject in ("follow_up", "promotional"):
        api.post(
            "/api/v1/consents/", {"number": "13800000001", "subject": subject, "wording": "2026-11"}, format="json"
        )
    told = api.get("/api/v1/consents/").data["results"]
    assert [(line["number"], line["subject"]) for line in told] == [
        ("138****0001", "promotional"),
        ("138****0001", "follow_up"),
    ]


def test_a_new_wording_is_begun_and_its_key_is_its_own(api):
    said = {
        "key": "spring_reminder",
        "title": "春季提醒",
        "purpose": "notify",
        "variables": ["name"],
        "text": "{name}您好，春季班下周开课。",
        "signature": "井冈山春训",
    }
    made = api.post("/api/v1/templates/", said, format="json")
    assert made.status_code == 201
    (version,) = made.data["versions"]
    assert (version["state"], version["signature"]) == ("draft", "井冈山春训")
    assert api.post("/api/v1/templates/", said, format="json").status_code == 400
    assert (
        api.post("/api/v1/templates/", {**said, "key": "other", "text": "{nobody}"}, format="json").status_code == 409
    )


def test_a_text_is_counted_and_looked_over_before_it_is_written(api):
    counted = api.post("/api/v1/templates/response_due/count/", {"text": "请看 www.x.com"}, format="json").data
    assert (counted["segments"], counted["fen"], counted["findings"]) == (1, 5, ["link"])


def test_a_carrier_s_id_is_noted_and_taken_away(api):
    version = TemplateVersion.objects.get(template__key="response_due")
    address = f"/api/v1/templates/versions/{version.pk}/provider-id/"
    assert api.post(address, {"gateway": "aliyun", "code": "SMS_1"}, format="json").data["provider_ids"] == {
        "aliyun": "SMS_1"
    }
    assert api.post(address, {"gateway": "aliyun", "code": ""}, format="json").data["provider_ids"] == {}


def test_how_the_gateways_stand_is_read_and_changed_here(api):
    senders.pause("console", timedelta(minutes=5), reason="throttled")
    status = api.get("/api/v1/gateways/").data[0]
    assert (status["sender"]["gateway"], status["is_paused"], status["is_well"]) == ("console", True, False)
    assert api.post("/api/v1/gateways/console/resume/").status_code == 204
    assert api.post("/api/v1/gateways/console/pace/", {"per_second": 7}, format="json").status_code == 204
    status = api.get("/api/v1/gateways/").data[0]
    assert (status["is_well"], status["sender"]["per_second"]) == (True, 7)
    assert api.post("/api/v1/gateways/pigeon/resume/").status_code == 404


def test_a_self_check_is_asked_for_here_and_sends_nothing(api):
    found = api.post("/api/v1/gateways/console/check/", {"number": "0796 8970353"}, format="json").data
    assert found[-1] == {"what": "dry_run", "is_well": False, "detail": "固定电话收不到短信"}
    assert api.post("/api/v1/gateways/console/check/", {}, format="json").data[-1]["is_well"] is True
    assert api.post("/api/v1/gateways/console/check/", {"number": "12"}, format="json").status_code == 400
    assert not Message.objects.exists()


def test_the_health_of_the_outbox_is_told(api):
    MessageFactory(due_at=clock.now() - timedelta(minutes=3))
    told = api.get("/api/v1/messages/health/").data
    assert told["oldest_due_seconds"] >= 180
    assert (told["uncertain_count"], told["is_held_up"]) == (0, True)


def test_who_is_told_how_is_settled_here(api):
    said = {
        "key": "+8618079606663",
        "label": "钟老师",
        "email": "zhong@centre.example",
        "wecom_key": "",
        "ways": {"inquiry_assigned": ["email", "sms"]},
    }
    made = api.post("/api/v1/recipients/", said, format="json")
    assert made.status_code == 201
    (listed,) = api.get("/api/v1/recipients/").data
    assert sorted(listed["ways"]["inquiry_assigned"]) == ["email", "sms"]
    address = f"/api/v1/recipients/{made.data['id']}/"
    changed = api.put(address, {**said, "ways": {"inquiry_assigned": ["email"]}}, format="json")
    assert changed.data["ways"] == {"inquiry_assigned": ["email"]}
    assert api.get(address).data == changed.data
    assert api.post("/api/v1/recipients/", {**said, "ways": {"pigeon_post": ["sms"]}}, format="json").status_code == 400
    assert api.delete(address).status_code == 204
    assert api.get("/api/v1/recipients/").data == []
