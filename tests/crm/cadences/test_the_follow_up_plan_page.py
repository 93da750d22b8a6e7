"""A manager edits the plan, tries it on what has come, saves a version, brings one back, and reads its board."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.rules.steps import Act, Unit
from crm.cadences.services import plans
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import leads
from kit import clock
from messaging.gateways.base import Incoming
from messaging.services import replies
from tests.factories.leads import ask
from tests.factories.plans import TASK, TEXT, hold
from tests.statements import costs

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAGE = "/desk/cadence/"
BOARD = "/desk/cadence/board/"


def sent(*, version=1, **said):
    return {
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
        "steps-0-act": "task",
        "steps-0-delay": "3",
        "steps-0-unit": "days",
        "steps-0-at": "14:30",
        "steps-0-when": "unreached",
        "steps-0-note": "换个时间再打",
        "steps-0-people_from": "20",
        "plan-version": str(version),
        "plan-control_percent": "20",
    } | said


def as_shown(answer):
    """What a browser sends back when nobody changes anything."""
    said = {}
    for form in (answer.context["said"], answer.context["steps"].management_form, *answer.context["steps"]):
        for field in form:
            value = field.value()
            if value is not False and value not in (None, "", []):
                said[field.html_name] = value.strftime("%H:%M") if hasattr(value, "strftime") else value
    return said


def test_a_manager_saves_a_version_without_any_script(as_manager, manager):
    assert as_manager.post(PAGE, sent()).status_code == 302

    made = Cadence.objects.active().get()
    assert (made.version, made.control_percent, made.made_by) == (2, 20, manager)
    (step,) = made.plan
    assert (step.act, step.delay, step.unit, f"{step.at:%H:%M}") == (Act.TASK, 3, Unit.DAYS, "14:30")
    assert (step.note, step.people_from) == ("换个时间再打", 20)


def test_saving_the_page_as_it_stands_keeps_every_step_and_steps_change_places_or_go(as_manager):
    plan = (TEXT, replace(TASK, delay=4, stages=frozenset({"new"}), sources=frozenset({"site", "article"})))
    hold(*plan)
    said = as_shown(as_manager.get(PAGE))
    assert as_manager.post(PAGE, said).status_code == 302
    assert Cadence.objects.active().get().plan == plan

    said = as_shown(as_manager.get(PAGE))
    as_manager.post(PAGE, said | {"steps-0-ORDER": "3"})
    assert Cadence.objects.active().get().plan == plan[::-1]

    said = as_shown(as_manager.get(PAGE))
    as_manager.post(PAGE, said | {"steps-0-DELETE": "on"})
    assert Cadence.objects.active().get().plan == plan[:1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"steps-0-note": ""}, "note"),
        ({"steps-0-act": "text"}, "wording"),
        ({"steps-0-act": "text", "steps-0-wording": "inquiry_received"}, "wording"),
        ({"steps-0-people_to": "10"}, "people_to"),
        ({"steps-0-delay": "61"}, "delay"),
        ({"steps-0-at": "29:00"}, "at"),
    ],
)
def test_what_cannot_be_a_step_is_refused_with_what_was_typed(as_manager, wrong, field):
    answer = as_manager.post(PAGE, sent() | wrong)

    assert answer.status_code == 422
    assert field in answer.context["steps"].forms[0].errors
    assert 'value="20"' in answer.text
    assert Cadence.objects.count() == 1


def test_a_control_group_of_more_than_half_is_refused(as_manager):
    assert as_manager.post(PAGE, sent() | {"plan-control_percent": "51"}).status_code == 422


def test_the_later_of_two_managers_is_told_and_loses_nothing_she_typed(as_manager):
    hold(TEXT)
    answer = as_manager.post(PAGE, sent(version=1))

    assert answer.status_code == 422
    assert 'value="换个时间再打"' in answer.text
    assert 'role="alert"' in answer.text
    assert Cadence.objects.count() == 2
    assert as_manager.post(PAGE, sent(version=2)).status_code == 302


def test_trying_shows_who_would_get_what_and_saves_nothing(as_manager, zhong):
    at = clock.start_of(clock.today() - 12 * DAY) + timedelta(hours=10)
    found = [ask(at=at + timedelta(minutes=number), phone=f"1380000000{number}").lead for number in range(4)]
    leads.note(found[0].pk, text="稍后", by=None, at=at + DAY)
    leads.log_call(found[0].pk, outcome="no_answer", by=None, at=at + timedelta(hours=1))
    answer = as_manager.post(PAGE, sent() | {"preview": "1", "plan-control_percent": "0", "steps-0-people_from": ""})

    tried = answer.context["tried"]
    assert (tried.total, tried.control, tried.steps[0].done) == (4, 0, 3)
    assert sum(tried.steps[0].ended.values()) == 1
    assert found[1].masked_phone in answer.text
    assert found[1].phone[3:] not in answer.text
    assert Cadence.objects.count() == 1


def test_htmx_gets_the_editor_alone(as_manager):
    answer = as_manager.post(PAGE, sent() | {"preview": "1"}, headers={"HX-Request": "true"})

    assert "<html" not in answer.text
    assert 'id="cadence-editor"' in answer.text


def test_an_earlier_version_comes_back_as_a_copy(as_manager):
    hold()
    as_manager.post("/desk/cadence/1/restore/", {"version": "2"})

    made = Cadence.objects.active().get()
    assert (made.version, made.restores, made.plan) == (3, 1, (TEXT,))


def test_a_restore_from_an_old_page_is_refused(as_manager):
    hold()
    as_manager.post("/desk/cadence/1/restore/", {"version": "1"})

    assert Cadence.objects.active().get().version == 2


def test_the_page_costs_the_same_for_any_number_of_steps(as_manager):
    def add(number):
        hold(*[TASK] * (number + 1))

    assert len(costs(add, lambda: as_manager.get(PAGE), sizes=(1, 3, 8))) == 1


def test_the_board_costs_the_same_for_any_number_of_leads(as_manager, zhong):
    hold(TEXT)

    def add(number):
        ask(at=clock.now(), phone=f"138000000{number:02d}")

    assert len(costs(add, lambda: as_manager.get(BOARD), sizes=(1, 3, 20))) == 1
    assert as_manager.get(BOARD).context["coming"]


def test_the_board_counts_what_happened_and_who_answered(as_manager, zhong, monday):
    hold(TEXT, TASK)
    morning = monday.replace(hour=9, minute=0) + DAY
    answered, called, waiting = (ask(at=monday, phone=f"1380000000{number}").lead for number in range(3))
    leads.log_call(called.pk, outcome="no_answer", by=None, at=monday)
    plans.take_due(morning)
    replies.receive(Incoming(sid="SM1", from_number=answered.phone, body="好的"))
    first, second = as_manager.get(BOARD).context["board"].steps

    assert (first.done, first.answered, dict(first.cancelled)) == (2, 1, {"called": 1})
    assert (second.planned, dict(second.cancelled)) == (1, {"replied": 1})
    assert waiting.pk == PlanStep.objects.planned().get().run.lead_id


def test_the_board_says_when_the_numbers_are_too_small(as_manager, zhong, monday):
    hold(TEXT, control_percent=50)
    for number in range(10):
        ask(at=monday, phone=f"138000000{number:02d}")

    assert {one.verdict for one in as_manager.get(BOARD).context["measures"]} == {"线索太少，还不能下结论"}


def test_the_board_compares_those_with_the_plan_with_the_control_group(as_manager, zhong, monday):
    cadence = hold(TEXT, control_percent=50)
    for number in range(100):
        ask(at=monday, phone=f"138000000{number:02d}")
    runs = CadenceRun.objects.filter(cadence=cadence, is_control=False).values("lead")
    Lead.objects.filter(pk__in=runs).update(furthest="qualified")
    reached, qualified, _enrolled = as_manager.get(BOARD).context["measures"]

    assert (reached.verdict, qualified.verdict) == ("线索太少，还不能下结论", "有计划的更好")
    assert qualified.treated.startswith(f"{runs.count()} / {runs.count()}")


def test_a_version_without_a_control_group_claims_nothing(as_manager, lead):
    assert "没有对照组" in as_manager.get(BOARD).text


def test_an_unknown_version_has_no_board(as_manager):
    assert as_manager.get(BOARD + "?version=99").status_code == 404


def test_the_board_lists_the_next_day_with_masked_numbers(as_manager, zhong):
    lead = ask(at=clock.now()).lead
    PlanStep.objects.update(due_at=clock.now() + timedelta(hours=3))
    page = as_manager.get(BOARD).text

    assert lead.masked_phone in page
    assert lead.phone[3:] not in page


def test_a_lead_s_page_tells_what_comes_and_why_something_did_not(as_zhong, zhong, monday):
    hold(replace(TEXT, sources=frozenset({"hotline"})), TASK)
    lead = ask(at=monday).lead
    plans.take_due(monday.replace(hour=9, minute=0) + DAY)
    page = as_zhong.get(f"/desk/leads/{lead.pk}/").text

    assert "来源不符" in page
    assert "换个时间再打" in page


def test_one_press_stops_what_is_automatic(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/stop-plan/", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert CadenceRun.objects.get(lead=lead).end_reason == "stopped"
    assert Activity.objects.filter(lead=lead, kind=Kind.STOPPED).exists()
    again = as_zhong.post(f"/desk/leads/{lead.pk}/stop-plan/", headers={"HX-Request": "true"})
    assert again.status_code == 422


def test_a_stranger_cannot_stop_it(client, qian, lead):
    client.force_login(qian.user)

    assert client.post(f"/desk/leads/{lead.pk}/stop-plan/").status_code == 404
    assert Lead.objects.get(pk=lead.pk).run.ended_at is None
