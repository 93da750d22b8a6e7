from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from consultants.services import people
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.statements import costs

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(zhong, monday):
    client = APIClient()
    client.force_authenticate(zhong.user)
    with time_machine.travel(monday, tick=False):
        yield client


def test_the_roster_of_some_days_lists_each_consultant(api, zhong, qian):
    told = api.get("/api/v1/roster/?since=2026-12-01&until=2026-12-02").json()

    assert [one["name"] for one in told] == ["钟老师", "钱老师"]
    assert told[0]["duty"] == [
        {"starts_at": "2026-12-01T08:00:00+08:00", "ends_at": "2026-12-01T21:00:00+08:00"},
        {"starts_at": "2026-12-02T08:00:00+08:00", "ends_at": "2026-12-02T21:00:00+08:00"},
    ]


def test_without_days_it_tells_the_next_two_weeks(api, zhong):
    assert len(api.get("/api/v1/roster/").json()[0]["duty"]) == 14


@pytest.mark.parametrize("query", ["since=2026-12-02&until=2026-12-01", "since=2026-01-01&until=2026-12-01", "since=x"])
def test_days_that_are_none_or_too_many_are_a_problem(api, query):
    answer = api.get(f"/api/v1/roster/?{query}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_now_lists_who_answers_the_limits_and_the_pauses(api, zhong, qian, manager, monday):
    people.equip(zhong.pk, open_leads_at_most=40, new_leads_a_day_at_most=None, specialities=["region:江西"])
    people.pause(qian.pk, until=monday + timedelta(hours=1), reason="开会", by=manager, at=monday)
    first, second = api.get("/api/v1/roster/now/").json()

    assert (first["is_on_duty"], first["until"]) == (True, "2026-11-23T21:00:00+08:00")
    assert (first["open_leads_at_most"], first["specialities"]) == (40, ["region:江西"])
    assert (second["is_on_duty"], second["next_from"]) == (False, "2026-11-23T10:12:00+08:00")


def test_the_roster_costs_the_same_for_any_number_of_consultants(api):
    def add(_number):
        on_duty_every_day(ConsultantFactory())

    assert len(costs(add, lambda: api.get("/api/v1/roster/"))) == 1


@pytest.mark.parametrize("span", [{"since": "9999-12-31"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}])
def test_days_at_the_edge_of_the_calendar_are_refused(client, zhong, span):
    client.force_login(zhong.user)

    assert client.get("/api/v1/roster/", span).status_code == 400
