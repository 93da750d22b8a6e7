"""A manager edits the plan, tries it on past leads, saves a version, restores one, and reads its board."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.rules.steps import Act, Unit
from crm.cadences.services import steps
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import leads
from kit import clock
from messaging.gateways.base import Incoming
from messaging.services import replies
from tests.factories.leads import ask
from tests.factories.plans import TASK, TEXT, activate
from tests.statements import costs

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAGE = "/desk/cadence/"
BOARD = "/desk/cadence/board/"


def sent(*, version=1, **values):
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
    } | values


def as_shown(answer):
    """What a browser sends back when the manager changes nothing."""
    values = {}
    for form in (answer.context["plan_form"], answer.context["steps"].management_form, *answer.context["steps"]):
        for field in form:
            value = field.value()
            if value is not False and value not in (None, "", []):
                values[field.html_name] = value.strftime("%H:%M") if hasattr(value, "strftime") else value
    return values


def test_a_manager_saves_a_version_without_any_script(as_manager, manager):
    assert as_manager.post(PAGE, sent()).status_code == 302

    cadence = Cadence.objects.active().get()
    assert (cadence.version, cadence.control_percent, cadence.made_by) == (2, 20, manager)
    (step,) = cadence.plan
    assert (step.act, step.delay, step.unit, f"{step.at:%H:%M}") == (Act.TASK, 3, Unit.DAYS, "14:30")
    assert (step.note, step.people_from) == ("换个时间再打", 20)


def test_steps_are_kept_reordered_and_deleted(as_manager):
    plan = (TEXT, replace(TASK, delay=4, stages=frozenset({"new"}), sources=frozenset({"site", "article"})))
    activate(*plan)
    values = as_shown(as_manager.get(PAGE))
    assert as_manager.post(PAGE, values).status_code == 302
    assert Cadence.objects.active().get().plan == plan

    values = as_shown(as_manager.get(PAGE))
    as_manager.post(PAGE, values | {"steps-0-ORDER": "3"})
    assert Cadence.objects.active().get().plan == plan[::-1]

    values = as_shown(as_manager.get(PAGE))
    as_manager.post(PAGE, values | {"steps-0-DELETE": "on"})
    assert Cadence.objects.active().get().plan == plan[:1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"steps-0-note": ""}, "note"),
        ({"steps-0-act": "text"}, "template"),
        ({"steps-0-act": "text", "steps-0-template": "inquiry_received"}, "template"),
        ({"steps-0-people_to": "10"}, "people_to"),
        ({"steps-0-delay": "61"}, "delay"),
        ({"steps-0-at": "29:00"}, "at"),
    ],
)
def test_a_wrong_step_is_refused_and_the_form_keeps_it(as_manager, wrong, field):
    answer = as_manager.post(PAGE, sent() | wrong)

    assert answer.status_code == 422
    assert field in answer.context["steps"].forms[0].errors
    assert 'value="20"' in answer.text
    assert Cadence.objects.count() == 1


def test_a_control_group_of_more_than_half_is_refused(as_manager):
    assert as_manager.post(PAGE, sent() | {"plan-control_percent": "51"}).status_code == 422


def test_a_stale_form_is_refused_and_keeps_what_was_typed(as_manager):
    activate(TEXT)
    answer = as_manager.post(PAGE, sent(version=1))

    assert answer.status_code == 422
    assert 'value="换个时间再打"' in answer.text
    assert 'role="alert"' in answer.text
    assert Cadence.objects.count() == 2
    assert as_manager.post(PAGE, sent(version=2)).status_code == 302


def test_trying_a_plan_shows_its_effect_and_saves_nothing(as_manager, zhong):
    at = clock.start_of(clock.today() - 12 * DAY) + timedelta(hours=10)
    asked = [ask(at=at + timedelta(minutes=number), phone=f"1380000000{number}").lead for number in range(4)]
    leads.note(asked[0].pk, text="稍后", by=None, at=at + DAY)
    leads.log_call(asked[0].pk, outcome="no_answer", by=None, at=at + timedelta(hours=1))
    answer = as_manager.post(PAGE, sent() | {"preview": "1", "plan-control_percent": "0", "steps-0-people_from": ""})

    trial = answer.context["trial"]
    assert (trial.total, trial.control, trial.rows[0].count.done) == (4, 0, 3)
    assert trial.rows[0].count.cancelled == {"called": 1}
    assert asked[1].masked_phone in answer.text
    assert asked[1].phone[3:] not in answer.text
    assert Cadence.objects.count() == 1


def test_htmx_gets_only_the_editor(as_manager):
    answer = as_manager.post(PAGE, sent() | {"preview": "1"}, headers={"HX-Request": "true"})

    assert "<html" not in answer.text
    assert 'id="cadence-editor"' in answer.text


def test_an_earlier_version_is_restored_as_a_copy(as_manager):
    activate()
    as_manager.post("/desk/cadence/1/restore/", {"version": "2"})

    cadence = Cadence.objects.active().get()
    assert (cadence.version, cadence.restores, cadence.plan) == (3, 1, (TEXT,))


def test_a_restore_from_an_old_page_is_refused(as_manager):
    activate()
    as_manager.post("/desk/cadence/1/restore/", {"version": "1"})

    assert Cadence.objects.active().get().version == 2


def test_the_page_costs_the_same_for_any_number_of_steps(as_manager):
    def add(number):
        activate(*[TASK] * (number + 1))

    assert len(costs(add, lambda: as_manager.get(PAGE), sizes=(1, 3, 8))) == 1


def test_the_board_costs_the_same_for_any_number_of_leads(as_manager, zhong):
    activate(TEXT)

    def add(number):
        ask(at=clock.now(), phone=f"138000000{number:02d}")
        PlanStep.objects.update(due_at=clock.now() + timedelta(hours=3))

    assert len(costs(add, lambda: as_manager.get(BOARD), sizes=(1, 3, 20))) == 1
    assert as_manager.get(BOARD).context["coming"]


def test_the_board_counts_steps_and_replies(as_manager, zhong, monday):
    activate(TEXT, TASK)
    morning = monday.replace(hour=9, minute=0) + DAY
    answered, called, waiting = (ask(at=monday, phone=f"1380000000{number}").lead for number in range(3))
    leads.log_call(called.pk, outcome="no_answer", by=None, at=monday)
    steps.take_due(morning)
    replies.receive(Incoming(sid="SM1", from_number=answered.phone, body="好的"))
    first, second = as_manager.get(BOARD).context["board"].steps

    assert (first.done, first.answered, dict(first.cancelled)) == (2, 1, {"called": 1})
    assert (second.planned, dict(second.cancelled)) == (1, {"replied": 1})
    assert waiting.pk == PlanStep.objects.planned().get().run.lead_id


def test_the_board_says_when_the_numbers_are_too_small(as_manager, zhong, monday):
    activate(TEXT, control_percent=50)
    for number in range(10):
        ask(at=monday, phone=f"138000000{number:02d}")

    assert {row.verdict for row in as_manager.get(BOARD).context["measures"]} == {"线索太少，还不能下结论"}


def test_the_board_compares_the_plan_with_the_control_group(as_manager, zhong, monday):
    cadence = activate(TEXT, control_percent=50)
    for number in range(100):
        ask(at=monday, phone=f"138000000{number:02d}")
    runs = CadenceRun.objects.filter(cadence=cadence, is_control=False).values("lead")
    Lead.objects.filter(pk__in=runs).update(furthest="qualified")
    reached, qualified, _enrolled = as_manager.get(BOARD).context["measures"]

    assert (reached.verdict, qualified.verdict) == ("线索太少，还不能下结论", "有计划的更好")
    assert qualified.treated.startswith(f"{runs.count()} / {runs.count()}")


def test_a_version_without_a_control_group_claims_nothing(as_manager, lead):
    assert "没有对照组" in as_manager.get(BOARD).text


def test_the_board_marks_the_version_that_is_shown(as_manager):
    page = " ".join(as_manager.get(BOARD).text.split())

    assert 'class="button button-secondary button-small" href="?version=1" aria-current="true"' in page


def test_an_unknown_version_has_no_board(as_manager):
    assert as_manager.get(BOARD + "?version=99").status_code == 404


def test_the_board_lists_the_next_day_with_masked_numbers(as_manager, zhong):
    lead = ask(at=clock.now()).lead
    PlanStep.objects.update(due_at=clock.now() + timedelta(hours=3))
    page = as_manager.get(BOARD).text

    assert lead.masked_phone in page
    assert lead.phone[3:] not in page


def test_the_lead_page_shows_coming_and_skipped_steps(as_zhong, zhong, monday):
    activate(replace(TEXT, sources=frozenset({"hotline"})), TASK)
    lead = ask(at=monday).lead
    steps.take_due(monday.replace(hour=9, minute=0) + DAY)
    page = as_zhong.get(f"/desk/leads/{lead.pk}/").text

    assert "来源不符" in page
    assert "换个时间再打" in page


def test_a_consultant_stops_the_plan(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/stop-plan/", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert CadenceRun.objects.get(lead=lead).end_reason == "stopped"
    assert Activity.objects.filter(lead=lead, kind=Kind.STOPPED).exists()
    again = as_zhong.post(f"/desk/leads/{lead.pk}/stop-plan/", headers={"HX-Request": "true"})
    assert again.status_code == 422


def test_another_consultant_cannot_stop_the_plan(client, qian, lead):
    client.force_login(qian.user)

    assert client.post(f"/desk/leads/{lead.pk}/stop-plan/").status_code == 404
    assert Lead.objects.get(pk=lead.pk).run.ended_at is None
