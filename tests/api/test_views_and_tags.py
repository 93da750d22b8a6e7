"""Saved views, tags and the next step of a call over the API."""

from datetime import datetime

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from crm.desk.models import SavedView
from crm.desk.services import saved_views
from kit.clock import SHANGHAI
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
VIEWS = "/api/v1/views/"


@pytest.fixture
def api(zhong):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=zhong.user).key}")
    return client


def test_a_view_is_kept_listed_and_removed(api, zhong, qian):
    shared = saved_views.keep(name="大团", query="people=100", is_shared=True, by=qian.user)
    saved_views.keep(name="钱的", query="", is_shared=False, by=qian.user)
    kept = api.post(VIEWS, {"name": "本周", "query": "due=today&colour=red"}, format="json")

    assert (kept.status_code, kept.json()["query"], kept.json()["is_own"]) == (201, "due=today", True)
    assert [(view["name"], view["is_own"]) for view in api.get(VIEWS).json()] == [("本周", True), ("大团", False)]
    assert api.delete(f"{VIEWS}{shared.pk}/").status_code == 404
    assert api.delete(f"{VIEWS}{kept.json()['id']}/").status_code == 204
    assert not SavedView.objects.of(zhong.user).filter(removed_at=None).exists()


@pytest.mark.parametrize(
    "said", [{"name": "", "query": ""}, {"name": "大团", "query": "people=lots"}, {"name": "大团"}]
)
def test_a_view_that_cannot_be_read_is_refused(api, said):
    assert api.post(VIEWS, said, format="json").status_code == 400
    assert not SavedView.objects.exists()


def test_the_tags_of_the_own_desk_are_listed(api, zhong, qian):
    LeadFactory(owner=zhong, tags=["重点", "党校"])
    LeadFactory(owner=qian, tags=["钱的"])
    assert api.get("/api/v1/tags/").json() == ["党校", "重点"]


def test_a_call_may_name_its_next_step(api, zhong, monday):
    lead = LeadFactory(owner=zhong)
    at = datetime(2027, 1, 7, 14, 30, tzinfo=SHANGHAI)
    call = {"outcome": "interested", "next_step_at": at.isoformat(), "next_step_note": "发方案"}
    assert api.post(f"/api/v1/leads/{lead.pk}/calls/", call, format="json").status_code == 201
    lead.refresh_from_db()
    assert (lead.next_step_at, lead.next_step_note) == (at, "发方案")

    lost = call | {"outcome": "wrong_number"}
    assert api.post(f"/api/v1/leads/{lead.pk}/calls/", lost, format="json").status_code == 400
    lead.refresh_from_db()
    assert lead.is_open
