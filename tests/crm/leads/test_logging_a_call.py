from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from crm.cadences.models import PlanStep
from crm.cadences.rules.steps import StepState
from crm.leads.errors import LeadIsClosed
from crm.leads.models import Activity, Kind, Lead, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from crm.leads.templatetags.leads import clock_of
from kit import clock
from messaging.models import Message, Purpose, State
from messaging.services import outbox
from messaging.services.outbox import Draft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "stage", "answered"),
    [
        (Outcome.INTERESTED, Stage.QUALIFIED, True),
        (Outcome.WANTS_PROPOSAL, Stage.QUALIFIED, True),
        (Outcome.CALL_BACK, Stage.CONTACTED, True),
        (Outcome.NO_ANSWER, Stage.NEW, False),
        (Outcome.WRONG_NUMBER, Stage.LOST, False),
    ],
)
def test_the_outcome_moves_the_stage_and_answers_the_clock(lead, monday, outcome, stage, answered):
    at = monday + timedelta(minutes=4)
    leads.log_call(lead.pk, outcome=outcome, by=None, at=at)

    after = Lead.objects.get(pk=lead.pk)
    assert after.stage == stage
    assert after.first_response_at == (at if answered else None)


def test_a_next_step_is_planned_for_every_open_lead(lead, monday):
    leads.log_call(lead.pk, outcome=Outcome.WANTS_PROPOSAL, by=None, at=monday)

    after = Lead.objects.get(pk=lead.pk)
    planned = Task.objects.planned().get(lead=lead)
    tomorrow_at_nine = (monday + timedelta(days=1)).replace(hour=9, minute=0)
    assert after.next_step_at == planned.due_at == tomorrow_at_nine


def test_a_wrong_number_is_lost_for_that_reason_without_a_plan(lead, monday):
    leads.log_call(lead.pk, outcome=Outcome.WRONG_NUMBER, by=None, at=monday)

    after = Lead.objects.get(pk=lead.pk)
    assert after.lost_reason
    assert after.next_step_at is None
    assert not Task.objects.planned().filter(lead=lead).exists()
    assert not PlanStep.objects.planned().filter(run__lead=lead).exists()


def test_any_call_stops_automatic_texts_also_those_in_the_outbox(lead, monday):
    outbox.post(
        Draft(
            template="first_follow_up",
            to=lead.phone,
            context={"name": "王主任", "consultant": "钟老师"},
            dedupe_key="waiting",
            topic=lead.topic,
            purpose=Purpose.FOLLOW_UP,
        )
    )
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=monday)

    assert PlanStep.objects.get(run__lead=lead).state == StepState.CANCELLED
    assert Message.objects.get(dedupe_key="waiting").state == State.CANCELLED.value


def test_a_later_call_never_moves_a_lead_back(lead, monday):
    leads.advance(lead.pk, to=Stage.PROPOSED, by=None, at=monday)
    leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=None, at=monday)

    assert Lead.objects.get(pk=lead.pk).stage == Stage.PROPOSED


def test_a_closed_lead_takes_no_calls(lead, monday):
    leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=monday)
    with pytest.raises(LeadIsClosed):
        leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=None, at=monday)


def test_two_inputs_are_enough_at_the_desk(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/call/", {"outcome": "interested"})

    assert answer.status_code == 302
    call = Activity.objects.get(lead=lead, kind=Kind.CALLED)
    assert (call.outcome, call.actor.username) == ("interested", "zhong")


def test_htmx_gets_the_panes_back(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/call/", {"outcome": "interested"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="properties"' in answer.text


def test_the_row_shows_the_new_clock_and_keeps_the_filters(as_zhong, lead):
    desk = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/leads/1/?tab=open"}
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/call/", {"outcome": "no_answer"}, headers=desk)

    row = BeautifulSoup(answer.text, "html.parser").select_one(f"a#lead-{lead.pk}")
    assert (row["href"], row["hx-swap-oob"]) == (f"/desk/leads/{lead.pk}/?tab=open", "true")
    lead.refresh_from_db()
    assert row.select_one(".badge-countdown").text.strip() == clock_of(lead, clock.now()).words


def test_opening_a_lead_leaves_the_list_as_it_is(as_zhong, lead):
    answer = as_zhong.get(f"/desk/leads/{lead.pk}/", headers={"HX-Request": "true"})

    assert f'id="lead-{lead.pk}"' not in answer.text


def test_a_call_without_an_outcome_is_refused_and_keeps_the_note(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/call/", {"note": "说好周三再打"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "说好周三再打" in answer.text
    assert "请选择通话结果" in answer.text


def test_a_stranger_does_not_learn_that_the_lead_exists(client, lead, qian):
    client.force_login(qian.user)

    assert client.post(f"/desk/leads/{lead.pk}/call/", {"outcome": "interested"}).status_code == 404
    assert not Activity.objects.filter(kind=Kind.CALLED).exists()
