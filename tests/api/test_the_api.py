from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from crm.intake.models import Inquiry
from crm.leads.models import Lead
from kit import clock
from tests.factories.leads import LeadFactory, ask
from tests.statements import costs

pytestmark = pytest.mark.django_db

ASKED = {"name": "王主任", "phone": "139 0000 2208", "head_count": 45, "consent": True, "theme": "能力提升"}


@pytest.fixture
def api(zhong):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=zhong.user).key}")
    return client


@pytest.fixture
def managers_api(manager):
    client = APIClient()
    client.force_authenticate(manager)
    return client


def test_an_intake_is_routed_like_a_question_from_the_site(api, zhong):
    answer = api.post("/api/v1/inquiries/", ASKED, format="json")

    assert answer.status_code == 201
    assert answer.json()["consultant"] == zhong.name
    assert Lead.objects.get().theme == "能力提升"


def test_an_intake_with_two_numbers_is_told_to_name_one(api):
    sent = ASKED | {"phone": "139 0000 2208 / 138 0000 1111"}
    answer = api.post("/api/v1/inquiries/", sent, format="json")

    assert answer.status_code == 400
    assert "请只填一个电话号码" in answer.text


def test_who_asks_again_is_promised_the_call_that_is_planned(api, zhong, lead):
    """Not an instant that is over, as the promise of the first inquiry may be."""
    promised = clock.now() + timedelta(minutes=5)
    Lead.objects.update(next_step_at=promised, escalate_at=promised)
    answer = api.post("/api/v1/inquiries/", ASKED | {"phone": lead.phone}, format="json")

    assert Lead.objects.count() == 1
    assert datetime.fromisoformat(answer.json()["call_back_by"]) == promised


def test_the_same_idempotency_key_is_the_same_inquiry(api):
    first = api.post("/api/v1/inquiries/", ASKED, format="json", headers={"Idempotency-Key": "a1"})
    second = api.post("/api/v1/inquiries/", ASKED, format="json", headers={"Idempotency-Key": "a1"})

    assert first.json()["number"] == second.json()["number"]
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12345"}, "phone"),
        ({"head_count": 0}, "head_count"),
        ({"consent": False}, "consent"),
        ({"name": ""}, "name"),
    ],
)
def test_a_bad_field_comes_back_as_problem_details_that_name_it(api, wrong, field):
    answer = api.post("/api/v1/inquiries/", ASKED | wrong, format="json")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]
    assert not Inquiry.objects.exists()


def test_without_a_token_there_is_no_api(client, db):
    answer = client.get("/api/v1/leads/")

    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:problem:not_authenticated"


def test_a_token_is_given_for_the_right_password(client, zhong):
    zhong.user.set_password("a-long-enough-password")
    zhong.user.save(update_fields=["password"])
    sent = {"username": "zhong", "password": "a-long-enough-password"}
    answer = client.post("/api/v1/token/", sent, content_type="application/json")

    assert answer.json()["token"] == Token.objects.get(user=zhong.user).key


def test_a_consultant_lists_her_own_leads_with_masked_numbers(api, lead, qian):
    LeadFactory(owner=qian)
    found = api.get("/api/v1/leads/").json()["results"]

    assert [one["id"] for one in found] == [lead.pk]
    assert found[0]["phone"] == "139****2208"


def test_another_ones_lead_is_not_found(api, qian):
    assert api.get(f"/api/v1/leads/{LeadFactory(owner=qian).pk}/").status_code == 404


def test_a_lead_comes_with_its_timeline(api, lead):
    assert [line["kind"] for line in api.get(f"/api/v1/leads/{lead.pk}/").json()["timeline"]] == [
        "moved",
        "assigned",
        "asked",
    ]


def test_a_call_is_logged_and_a_closed_lead_refuses_it(api, lead):
    assert api.post(f"/api/v1/leads/{lead.pk}/calls/", {"outcome": "wrong_number"}, format="json").status_code == 201
    refused = api.post(f"/api/v1/leads/{lead.pk}/calls/", {"outcome": "interested"}, format="json")

    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:problem:lead_is_closed"


def test_the_list_costs_the_same_for_any_number_of_leads(managers_api, zhong):
    def add(number):
        ask(phone=f"1380000{number:04d}")

    assert len(costs(add, lambda: managers_api.get("/api/v1/leads/"), sizes=(1, 3, 20))) == 1


def test_the_funnel_is_for_managers(api, managers_api, lead, monday, time_machine):
    time_machine.move_to(monday)
    assert api.get("/api/v1/reports/funnel/").status_code == 403
    assert managers_api.get("/api/v1/reports/funnel/?span=week").json()["whole"]["asked"] == 1


def test_a_period_that_is_none_is_a_problem(managers_api):
    answer = managers_api.get("/api/v1/reports/funnel/?span=custom&since=2026-02-01&until=2026-01-01")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_schema_names_every_address(client, db):
    schema = client.get(reverse("api-schema"), headers={"accept": "application/json"}).text

    for path in (
        "/api/v1/inquiries/",
        "/api/v1/leads/",
        "/api/v1/reports/funnel/",
        "/api/v1/messages/",
        "/api/v1/roster/",
    ):
        assert path in schema
