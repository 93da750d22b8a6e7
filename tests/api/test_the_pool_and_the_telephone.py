import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from crm.intake.models import Inquiry
from crm.leads.models import Lead
from kit import clock
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

CALL = {"name": "王主任", "phone": "139 0000 2208", "outcome": "interested", "head_count": 45}


@pytest.fixture
def api(zhong):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=zhong.user).key}")
    return client


def lie(number=1, **values):
    return LeadFactory.create_batch(number, owner=None, pooled_at=clock.now(), next_step_at=None, **values)


def test_the_pool_is_listed_with_masked_numbers(api, qian):
    assert len(costs(lambda _number: lie(pooled_from=qian), lambda: api.get("/api/v1/pool/"))) == 1

    found = api.get("/api/v1/pool/").json()["results"]
    assert found[0]["last_owner"] == "钱老师"
    assert "****" in found[0]["phone"]


def test_a_claim_wins_once_and_the_second_one_is_a_named_refusal(api, zhong):
    (lead,) = lie()
    assert api.post(f"/api/v1/pool/{lead.pk}/claim/").json()["owner"] == "钟老师"

    refused = api.post(f"/api/v1/pool/{lead.pk}/claim/")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:problem:already_taken"


def test_a_number_is_looked_up_in_any_spelling(api, lead):
    found = api.get("/api/v1/telephone/", {"phone": "+86 139-0000-2208"}).json()

    assert (found["lead"]["name"], found["lead"]["owner"], found["is_visible"]) == ("王主任", "钟老师", True)
    assert found["last_kind"]


def test_an_unknown_number_is_nobody(api):
    assert api.get("/api/v1/telephone/", {"phone": "13911112222"}).json()["lead"] is None


def test_a_call_is_written_down_once_for_one_key(api):
    for _time in range(2):
        answer = api.post("/api/v1/telephone/", CALL, format="json", headers={"Idempotency-Key": "call-1"})
        assert answer.status_code == 201

    assert (Lead.objects.count(), Inquiry.objects.count()) == (1, 1)
    assert answer.json()["consultant"] == "钟老师"


@pytest.mark.parametrize(
    ("wrong", "field"), [({"phone": "12"}, "phone"), ({"name": ""}, "name"), ({"outcome": "?"}, "outcome")]
)
def test_a_bad_field_is_named(api, wrong, field):
    answer = api.post("/api/v1/telephone/", CALL | wrong, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
