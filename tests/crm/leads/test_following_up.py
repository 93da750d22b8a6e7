from datetime import timedelta

import pytest
from django.db import IntegrityError

from consultants.models import Leave
from consultants.queries import forget_roster
from crm.cadences.services import steps
from crm.leads.errors import LeadIsClosed, NextStepOutOfRange
from crm.leads.models import Lead, Task, TaskState
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, tasks
from messaging.models import Message, Purpose

pytestmark = pytest.mark.django_db


def test_the_first_text_goes_out_next_morning_without_an_answer(lead, monday):
    morning = (monday + timedelta(days=1)).replace(hour=9, minute=0)

    assert steps.take_due(morning - timedelta(minutes=1)) == 0
    assert steps.take_due(morning) == 1
    text = Message.objects.get(template="first_follow_up")
    assert (text.to_number, text.purpose) == (lead.phone, Purpose.FOLLOW_UP)


def test_it_is_sent_once_however_often_beat_asks(lead, monday):
    morning = monday + timedelta(days=1)
    steps.take_due(morning)

    assert steps.take_due(morning) == 0
    assert Message.objects.filter(template="first_follow_up").count() == 1


def test_a_visitor_who_was_reached_meanwhile_gets_no_text(lead, monday):
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=None, at=monday)
    steps.take_due(monday + timedelta(days=2))

    assert not Message.objects.filter(template="first_follow_up").exists()


def test_a_later_try_that_is_late_reminds_the_consultant_once(lead, zhong, monday):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=monday)

    assert tasks.remind_due(monday + timedelta(hours=2, minutes=1)) == 1
    assert tasks.remind_due(monday + timedelta(hours=2, minutes=2)) == 0
    assert Message.objects.get(template="response_due").to_number == zhong.hotline


def test_during_a_leave_the_cover_is_reminded(lead, zhong, qian, monday):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=monday)
    Leave.objects.create(consultant=zhong, cover=qian, starts_at=monday, ends_at=monday + timedelta(days=3))
    forget_roster()
    tasks.remind_due(monday + timedelta(hours=3))

    assert Message.objects.get(template="response_due").to_number == qian.hotline


def test_planning_a_call_replaces_the_planned_one(lead, zhong, monday):
    due_at = monday + timedelta(days=3)
    leads.plan_call(lead.pk, due_at=due_at, note="发课程表", by=zhong.user, at=monday)

    assert Task.objects.planned().get(lead=lead).due_at == due_at
    assert Task.objects.filter(lead=lead, state=TaskState.DONE).count() == 1
    assert Lead.objects.get(pk=lead.pk).next_step_at == due_at


@pytest.mark.parametrize("days", [-1, 0, 732, 365 * 7000])
def test_the_past_and_a_mistyped_year_are_refused(lead, monday, days):
    with pytest.raises(NextStepOutOfRange):
        leads.plan_call(lead.pk, due_at=monday + timedelta(days=days), by=None, at=monday)


def test_a_closed_lead_has_no_next_step(lead, monday):
    leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=monday)
    with pytest.raises(LeadIsClosed):
        leads.plan_call(lead.pk, due_at=monday + timedelta(days=1), by=None, at=monday)


def test_the_form_keeps_what_was_typed_when_the_day_has_passed(as_zhong, lead):
    typed = {"due_at": "2020-01-01T09:00", "note": "发课程表"}
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/next-step/", typed, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "发课程表" in answer.text
    assert "下次跟进时间应在现在之后" in answer.text


def test_the_database_itself_refuses_a_second_planned_task(lead, monday):
    with pytest.raises(IntegrityError, match="leads_task_one_planned_of_a_lead"):
        Task.objects.create(lead=lead, due_at=monday)


def test_the_database_refuses_a_settled_task_without_an_instant(lead):
    with pytest.raises(IntegrityError, match="leads_task_settled_exactly_when_over"):
        Task.objects.update(state=TaskState.DONE)
