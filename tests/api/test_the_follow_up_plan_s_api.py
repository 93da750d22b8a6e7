"""Whatever the pages of the follow-up plan can do, a machine with a token can do too."""

from datetime import timedelta

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from crm.cadences.models import Cadence, CadenceRun
from kit import clock
from tests.factories.leads import ask
from tests.factories.plans import TASK, TEXT, activate
from tests.statements import costs

pytestmark = pytest.mark.django_db

CADENCE = "/api/v1/cadence/"
TASK_SENT = {"act": "task", "delay": 2, "note": "再打一次", "at": "14:30", "people_from": 20}
TEXT_SENT = {"act": "text", "delay": 1, "template": "first_follow_up"}


def signed_in(user):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
    return client


@pytest.fixture
def api(zhong):
    return signed_in(zhong.user)


@pytest.fixture
def managers_api(manager):
    return signed_in(manager)


def new(*steps, version=1, control_percent=10):
    return {"version": version, "control_percent": control_percent, "steps": list(steps)}


def test_the_plan_that_holds_is_read_by_whoever_works_with_leads(api):
    found = api.get(CADENCE).json()

    assert (found["version"], found["is_active"], found["control_percent"]) == (1, True, 0)
    assert found["steps"][0]["template"] == "first_follow_up"
    assert found["steps"][0]["at"] == "09:00"


def test_a_manager_saves_a_version_and_all_read_the_history(api, managers_api, manager):
    made = managers_api.post(CADENCE, new(TEXT_SENT, TASK_SENT), format="json")

    assert (made.status_code, made.json()["version"]) == (201, 2)
    assert [step.act for step in Cadence.objects.active().get().plan] == ["text", "task"]
    assert [(one["version"], one["made_by"]) for one in api.get(f"{CADENCE}versions/").json()] == [
        (2, "manager"),
        (1, None),
    ]


def test_what_was_read_can_be_saved_again(managers_api):
    read = managers_api.get(CADENCE).json()
    made = managers_api.post(CADENCE, new(*read["steps"]), format="json")

    assert made.json()["steps"] == read["steps"]


def test_a_consultant_does_not_save(api):
    assert api.post(CADENCE, new(TEXT_SENT), format="json").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "task", "delay": 1},
        {"act": "text", "delay": 1},
        {"act": "text", "delay": 61, "template": "first_follow_up"},
        TASK_SENT | {"people_to": 5},
        TASK_SENT | {"stages": ["enrolled"]},
    ],
)
def test_a_step_that_cannot_be_is_refused(managers_api, wrong):
    assert managers_api.post(CADENCE, new(wrong), format="json").status_code == 400
    assert Cadence.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (new(TEXT_SENT, version=0), "changed_meanwhile"),
        (new(TEXT_SENT | {"template": "inquiry_received"}), "template_not_usable"),
    ],
)
def test_a_refusal_has_its_name(managers_api, sent, code):
    refused = managers_api.post(CADENCE, sent, format="json")

    assert (refused.status_code, refused.json()["type"]) == (409, f"urn:problem:{code}")


def test_an_earlier_version_comes_back_as_a_copy(managers_api):
    activate()
    made = managers_api.post(f"{CADENCE}versions/1/restore/", {"version": 2}, format="json").json()

    assert (made["version"], made["restores"], len(made["steps"])) == (3, 1, 1)


def test_a_plan_is_tried_without_saving_it(managers_api, zhong):
    ask(at=clock.now() - timedelta(days=10))
    told = managers_api.post(f"{CADENCE}preview/", new(TEXT_SENT, control_percent=0), format="json").json()

    assert told[0]["steps"][0]["state"] == "done"
    assert "****" in told[0]["phone"]
    assert Cadence.objects.count() == 1


def test_the_board_tells_counts_measures_and_what_comes_next(managers_api, zhong):
    activate(TASK, control_percent=20)
    lead = ask(at=clock.now()).lead
    lead.run.steps.update(due_at=clock.now() + timedelta(hours=2))
    told = managers_api.get(f"{CADENCE}board/").json()

    assert (told["version"], told["running"], told["steps"][0]["planned"]) == (2, 1, 1)
    assert {one["effect"]["verdict"] for one in told["measures"]} == {"too_few"}
    assert [(one["lead"], one["step"]) for one in told["coming"]] == [(lead.pk, 1)]
    assert managers_api.get(f"{CADENCE}board/?version=1").json()["running"] == 0


def test_the_board_costs_the_same_for_any_number_of_leads(managers_api, zhong):
    activate(TEXT)

    def add(number):
        ask(at=clock.now(), phone=f"138000000{number:02d}").lead.run.steps.update(due_at=clock.now())

    assert len(costs(add, lambda: managers_api.get(f"{CADENCE}board/"), sizes=(1, 3, 20))) == 1


def test_what_is_automatic_is_stopped_once(api, lead):
    stopped = api.post(f"/api/v1/leads/{lead.pk}/stop-plan/")
    assert (stopped.status_code, stopped.json()["end_reason"]) == (200, "stopped")
    assert CadenceRun.objects.get(lead=lead).end_reason == "stopped"

    again = api.post(f"/api/v1/leads/{lead.pk}/stop-plan/")
    assert (again.status_code, again.json()["type"]) == (409, "urn:problem:no_plan_running")
