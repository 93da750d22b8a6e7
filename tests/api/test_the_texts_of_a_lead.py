"""The texts of a lead over HTTP: the same thread and the same refusals as on its page."""

import uuid

import pytest
from rest_framework.test import APIClient

from crm.leads.models import Activity, Kind
from messaging.gateways.base import Incoming
from messaging.models import How, Message, Purpose
from messaging.services import opt_outs, replies
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
CALL = {"template": "missed_call", "words": {"callback_at": "周三上午"}}


@pytest.fixture
def api(zhong):
    client = APIClient()
    client.force_authenticate(zhong.user)
    return client


def address(lead):
    return f"/api/v1/leads/{lead.pk}/texts/"


def test_a_text_is_sent_and_stands_in_the_thread(api, lead):
    Message.objects.all().delete()
    answer = api.post(address(lead), CALL, format="json")
    assert answer.status_code == 201
    assert (answer.data["by"], answer.data["state"]) == ("zhong", "queued")
    replies.receive(Incoming("sid-1", lead.phone, "好的"))

    shown = [(one["is_ours"], one["body"][-4:]) for one in api.get(address(lead)).data]
    assert shown == [(True, "意来电。"), (False, "好的")]


def test_the_same_request_twice_is_one_text(api, lead):
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid.uuid4())}
    first, again = (api.post(address(lead), CALL, format="json", **key) for _time in range(2))

    assert first.json() == again.json()
    assert Message.objects.filter(purpose=Purpose.PERSONAL).count() == 1


def test_a_rule_that_refuses_is_named(api, lead):
    opt_outs.record(lead.phone, by=None, how=How.REPLY)
    answer = api.post(address(lead), CALL, format="json")

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith("number_opted_out")
    assert not Activity.objects.filter(kind=Kind.TEXTED).exists()


@pytest.mark.parametrize(
    "sent", [{}, {"text": " "}, CALL | {"text": "您好"}, {"template": "arrival", "words": ["x"]}, {"text": "长" * 501}]
)
def test_a_request_that_cannot_be_read_is_refused(api, lead, sent):
    assert api.post(address(lead), sent, format="json").status_code == 400


def test_a_colleague_s_thread_is_not_there(api, qian):
    other = LeadFactory(owner=qian)

    assert api.get(address(other)).status_code == 404
    assert api.post(address(other), CALL, format="json").status_code == 404
