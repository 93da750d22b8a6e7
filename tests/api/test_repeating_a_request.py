"""A machine that repeats a request with its Idempotency-Key is answered again, and nothing is done twice."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from accounts.models import ApiRequest
from accounts.services import idempotency
from crm.intake.models import Inquiry
from crm.leads.models import Activity, Lead
from kit import clock

pytestmark = pytest.mark.django_db

ASK = {"name": "王主任", "phone": "13900002208", "head_count": 45, "consent": True, "remarks": "开发票"}
CALL = {"name": "王主任", "phone": "13900002208", "outcome": "interested", "note": "要方案"}


@pytest.fixture
def api(zhong):
    client = APIClient()
    client.force_authenticate(zhong.user)
    return client


def send(api, address, body, key="k1"):
    return api.post(f"/api/v1/{address}", body, format="json", headers={"Idempotency-Key": key})


@pytest.mark.parametrize(("address", "body"), [("inquiries/", ASK), ("telephone/", CALL)])
def test_the_same_request_gets_the_same_answer_and_no_row(api, zhong, address, body):
    first = send(api, address, body)
    lines = Activity.objects.count()
    again = send(api, address, body)

    assert (again.status_code, again.json()) == (201, first.json())
    assert (Inquiry.objects.count(), Activity.objects.count()) == (1, lines)


@pytest.mark.parametrize(("address", "body"), [("inquiries/", ASK), ("telephone/", CALL)])
def test_a_key_used_for_another_person_tells_no_number(api, zhong, address, body):
    first = send(api, address, body).json()
    refused = send(api, address, body | {"phone": "13900002209"})

    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:problem:idempotency_key_reused"
    assert first["number"] not in refused.text
    assert Lead.objects.count() == 1


def test_a_call_logged_twice_stands_once_in_the_timeline(api, lead):
    body = {"outcome": "interested", "note": "要方案"}
    answers = [send(api, f"leads/{lead.pk}/calls/", body) for _time in range(2)]

    assert [one.status_code for one in answers] == [201, 201]
    assert lead.activities.filter(kind="called").count() == 1
    assert send(api, f"leads/{lead.pk}/calls/", body | {"note": "不同"}).status_code == 422


def test_a_request_that_was_refused_may_be_mended_under_its_key(api, zhong):
    assert send(api, "inquiries/", ASK | {"phone": "123"}).status_code == 400
    assert send(api, "inquiries/", ASK).status_code == 201


def test_two_people_may_choose_the_same_key(api, zhong, qian):
    other = APIClient()
    other.force_authenticate(qian.user)
    assert send(api, "inquiries/", ASK).json() != send(other, "inquiries/", ASK | {"phone": "13900002209"}).json()


@pytest.mark.parametrize(("days", "forgotten"), [(29, 0), (31, 1)])
def test_an_answer_is_kept_for_thirty_days(api, zhong, days, forgotten):
    send(api, "inquiries/", ASK)
    assert idempotency.forget(clock.now() + timedelta(days=days)) == forgotten
    assert ApiRequest.objects.count() == 1 - forgotten
    assert Inquiry.objects.count() == 1
