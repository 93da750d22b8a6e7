"""Managers see the status of each gateway, check it without sending, pace it and let it go on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging.models import Consent, Message, OptOut, Sender
from messaging.services import opt_outs, senders
from tests.factories.messaging import MessageFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

PAGE = "messaging:gateway-list"


def findings(page):
    return {finding.what: finding.is_well for finding in page.context["findings"]}


def test_a_gateway_at_rest_a_pause_and_a_probe_are_told_apart(as_manager, twilio_settings):
    page = as_manager.get(reverse(PAGE))
    assert [one.sender.gateway for one in page.context["statuses"]] == ["twilio", "console", "wecom"]
    assert "企业微信群机器人" in page.content.decode()
    assert all(one.is_well for one in page.context["statuses"])
    later = timezone.now() + timedelta(minutes=1)
    Sender.objects.create(gateway="twilio", failures=5, open_until=later, reason="ConnectTimeout")
    Sender.objects.create(gateway="wecom", paused_until=later)
    page = as_manager.get(reverse(PAGE))
    assert [one.is_well for one in page.context["statuses"]] == [False, True, False]
    assert "ConnectTimeout" in page.content.decode()


@pytest.mark.parametrize("pace", ["0", "1001", "fast"])
def test_a_pace_that_cannot_be_is_refused(as_manager, pace):
    senders.set_pace("console", 5)
    page = as_manager.post(reverse("messaging:gateway-pace", args=["console"]), {"per_second": pace})
    api = as_manager.post(reverse("api-gateway-pace", args=["console"]), {"per_second": pace}, "application/json")

    assert (page.status_code, api.status_code) == (422, 400)
    assert 'id="pace-console-error"' in page.text
    assert f'value="{pace}"' in page.text
    assert Sender.objects.get(pk="console").per_second == 5


def check(client, name="twilio", **typed):
    return client.post(reverse("messaging:gateway-check", args=[name]), typed)


def test_the_check_asks_twilio_and_sends_nothing(as_manager, provider, twilio_settings):
    assert findings(check(as_manager)) == {
        "credentials": True,
        "sender": True,
        "signature": None,
        "geography": True,
        "dry_run": True,
    }
    assert (provider.requests, Message.objects.count()) == ([], 0)


def test_the_check_knows_a_sender_that_is_not_ours(as_manager, provider, twilio_settings):
    provider.numbers = []
    assert findings(check(as_manager))["sender"] is False


def test_the_check_looks_into_a_messaging_service_too(as_manager, provider, twilio_settings):
    twilio_settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "1" * 32
    assert findings(check(as_manager))["sender"] is True
    provider.numbers = []
    assert findings(check(as_manager))["sender"] is False


@pytest.mark.parametrize(("countries", "expected"), [({"CN": False}, False), ({"US": True}, None), ({}, None)])
def test_the_check_tells_whether_texts_to_china_are_switched_on(
    as_manager, provider, twilio_settings, countries, expected
):
    provider.countries = countries
    assert findings(check(as_manager))["geography"] is expected


@pytest.mark.parametrize(
    ("number", "word"),
    [("0796-8970353", "固定电话"), ("138 0000 0001", "退订"), ("139 0000 0000", "139****0000"), ("", "138****0000")],
)
def test_a_dry_run_says_what_would_become_of_a_text(as_manager, number, word):
    opt_outs.record("+8613800000001", by=None, how="page")
    (dry_run,) = (
        one for one in check(as_manager, "console", number=number).context["findings"] if one.what == "dry_run"
    )
    assert word in dry_run.detail
    assert dry_run.is_well is (word in {"139****0000", "138****0000"})
    assert not Message.objects.exists()


def test_a_number_nobody_can_read_comes_back_as_typed(as_manager):
    page = check(as_manager, "console", number="12")
    assert page.status_code == 422
    assert 'value="12"' in page.content.decode()


def test_the_check_names_a_wrong_token(as_manager, provider, twilio_settings):
    provider.token = "another"
    page = as_manager.post(reverse("messaging:gateway-check", args=["twilio"]))
    assert findings(page)["credentials"] is False
    assert "20003" in page.content.decode()
    assert twilio_settings.TWILIO_AUTH_TOKEN not in page.content.decode()


def test_an_unknown_gateway_is_not_there(as_manager):
    assert as_manager.post(reverse("messaging:gateway-check", args=["pigeon"])).status_code == 404


def test_a_manager_lets_the_sending_go_on(as_manager):
    senders.pause("console", timedelta(minutes=5))
    as_manager.post(reverse("messaging:gateway-resume", args=["console"]))
    assert senders.is_available("console")


@pytest.mark.parametrize(("typed", "kept"), [("7", 7), ("", None), ("0", 3), ("many", 3)])
def test_a_manager_sets_the_pace_and_nonsense_leaves_it(as_manager, typed, kept):
    senders.set_pace("console", 3)
    as_manager.post(reverse("messaging:gateway-pace", args=["console"]), {"per_second": typed})
    assert Sender.objects.get(pk="console").per_second == kept


def test_the_health_page_carries_the_figures(client):
    assert client.get("/healthz").json() == {
        "status": "ok",
        "messages": {"oldest_due_seconds": 0, "uncertain": 0, "gateways_resting": 0},
        "processes": {"restarts_in_a_day": 0},
    }
    MessageFactory(due_at=timezone.now() - timedelta(minutes=3))
    MessageFactory(uncertain=True)
    Sender.objects.create(gateway="twilio", failures=5, open_until=timezone.now() + timedelta(minutes=1))
    told = client.get("/healthz").json()
    assert told["status"] == "degraded"
    assert told["messages"]["oldest_due_seconds"] >= 180
    assert (told["messages"]["uncertain"], told["messages"]["gateways_resting"]) == (1, 1)


def test_a_consultant_closes_a_number_beside_its_message(as_zhong, zhong):
    message = MessageFactory()
    assert as_zhong.post(reverse("messaging:message-opt-out", args=[message.uuid])).status_code == 302
    assert opt_outs.is_out(message.to_number)
    assert OptOut.objects.get().by == zhong.user
    assert Message.objects.get().state == "cancelled"


def test_a_refusal_by_telephone_is_recorded_and_lifted(as_zhong):
    address = reverse("messaging:opt-out-list")
    typed = {"number": "138 0000 0001", "note": "明年再联系"}
    assert as_zhong.post(address, typed).status_code == 302
    page = as_zhong.get(address).content.decode()
    assert "138****0001" in page
    assert "明年再联系" in page
    as_zhong.post(reverse("messaging:opt-out-lift", args=[OptOut.objects.get().pk]))
    assert not opt_outs.is_out("+8613800000001")
    refused = as_zhong.post(address, {**typed, "number": "12"})
    assert refused.status_code == 422
    assert 'value="12"' in refused.content.decode()


def test_a_consent_by_telephone_is_recorded_and_withdrawn(as_zhong, zhong):
    address = reverse("messaging:consent-list")
    typed = {"number": "138 0000 0001", "subject": "promotional", "wording": "2026年报名表", "is_given": "yes"}
    assert as_zhong.post(address, typed).status_code == 302
    assert opt_outs.consented("+8613800000001")
    assert Consent.objects.get().by == zhong.user
    page = as_zhong.get(address).content.decode()
    assert "138****0001" in page
    assert "2026年报名表" in page
    as_zhong.post(address, {**typed, "is_given": "no"})
    assert not opt_outs.consented("+8613800000001")
    assert as_zhong.post(address, {**typed, "wording": ""}).status_code == 422


@pytest.mark.parametrize("typed", ["0001", "138 0000 0001", "+8613800000001", "１３８００００0001"])
@pytest.mark.parametrize("name", ["messaging:opt-out-list", "messaging:consent-list"])
def test_a_number_is_found_in_any_spelling(as_zhong, zhong, name, typed):
    for number in ("+8613800000001", "+8613800000002"):
        opt_outs.consent(number, subject="promotional", how="desk", wording="v1", by=zhong.user)
        opt_outs.record(number, by=zhong.user, how="desk")
    rows = as_zhong.get(reverse(name), {"q": typed}).context["table"].paginated_rows

    assert {row.record.number for row in rows} == {"+8613800000001"}


@pytest.mark.parametrize("name", ["messaging:opt-out-list", "messaging:consent-list"])
def test_what_is_no_number_finds_nothing(as_zhong, zhong, name):
    opt_outs.consent("+8613800000001", subject="promotional", how="desk", wording="v1", by=zhong.user)
    opt_outs.record("+8613800000001", by=zhong.user, how="desk")

    assert len(as_zhong.get(reverse(name), {"q": "王"}).context["table"].paginated_rows) == 0


def test_the_consents_cost_the_same_however_many_they_are(as_zhong, zhong):
    def look(*numbers):
        for number in numbers:
            opt_outs.consent(f"+861380000000{number}", subject="promotional", how="desk", wording="v1", by=zhong.user)
        as_zhong.get(reverse("messaging:consent-list"))
        return statements(lambda: as_zhong.get(reverse("messaging:consent-list")))

    assert look(1) == look(2, 3)


def test_the_refusals_cost_the_same_however_many_they_are(as_zhong, zhong):
    def look(*numbers):
        for number in numbers:
            opt_outs.record(f"+861380000000{number}", by=zhong.user, how="desk")
        as_zhong.get(reverse("messaging:opt-out-list"))
        return statements(lambda: as_zhong.get(reverse("messaging:opt-out-list")))

    assert look(1) == look(2, 3)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"channel": "email"}, 1),
        ({"channel": "sms"}, 2),
        ({"template": "inquiry_received"}, 3),
        ({"template": "response_due"}, 0),
        ({"since": "2000-01-01", "until": "2000-01-02"}, 0),
        ({"since": "2000-01-01"}, 3),
        ({"until": "9999-12-31"}, 0),
        ({"channel": "pigeon", "since": "yesterday", "template": "nonsense"}, 0),
    ],
)
def test_the_messages_are_narrowed_by_way_wording_and_period(as_manager, asked, count):
    MessageFactory.create_batch(2)
    MessageFactory(channel="email", to_number="", address="zhong@centre.example")
    page = as_manager.get(reverse("messaging:message-list"), asked)
    assert len(page.context["table"].paginated_rows) == count
