"""A lead begins the active plan; each step is taken or left out with a reason; a change of the lead ends the plan."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from consultants.models import Leave
from consultants.queries import forget_roster
from crm.cadences.errors import NoPlanRunning, StepIncomplete, TemplateNotUsable
from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.rules.steps import Act, Step, When, Why
from crm.cadences.services import plans, runs, steps
from crm.intake.services import telephone
from crm.intake.services.telephone import Call
from crm.leads.models import Activity, Kind, Lead, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, undo
from crm.pool.services import pool, reclaim
from kit import phones
from kit.errors import ChangedMeanwhile
from messaging.gateways.base import Incoming
from messaging.models import How, Message, Purpose, State, TemplateVersion
from messaging.services import opt_outs, replies
from tests.factories.leads import ask
from tests.factories.plans import TASK, TEXT, activate

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
KEY = uuid.UUID(int=1)


@pytest.fixture
def morning(monday):
    """Tuesday at nine, when the first step falls due."""
    return monday.replace(hour=9, minute=0) + DAY


def rows(lead):
    return list(PlanStep.objects.filter(run__lead=lead).order_by("pk").values_list("number", "state", "reason"))


def run(lead):
    return CadenceRun.objects.get(lead=lead)


def test_an_empty_installation_texts_the_next_duty_morning(lead, morning):
    assert Cadence.objects.active().get().plan == (TEXT,)
    assert (run(lead).is_control, rows(lead)) == (False, [(1, "planned", "")])
    assert PlanStep.objects.get(run__lead=lead).due_at == morning


def test_each_step_plans_the_next_and_the_last_ends_the_plan(zhong, monday, morning):
    activate(TEXT, replace(TASK, delay=2), replace(TEXT, delay=1))
    lead = ask(at=monday).lead
    taken = [steps.take_due(morning + day * DAY) for day in range(4)]

    assert taken == [1, 0, 1, 1]
    assert rows(lead) == [(1, "done", ""), (2, "done", ""), (3, "done", "")]
    assert (run(lead).end_reason, run(lead).ended_at) == ("finished", morning + 3 * DAY)
    assert Message.objects.filter(template="first_follow_up", purpose=Purpose.FOLLOW_UP).count() == 2


def test_a_task_keeps_the_time_of_an_overdue_next_step(zhong, monday, morning):
    activate(TASK)
    lead = ask(at=monday).lead
    steps.take_due(morning)

    after = Lead.objects.get(pk=lead.pk)
    assert (after.next_step_at, after.next_step_note) == (lead.next_step_at, "换个时间再打")
    assert Activity.objects.get(lead=lead, kind=Kind.PLANNED).text == "换个时间再打"


def test_a_task_comes_before_a_step_that_is_further_away(zhong, monday, morning):
    activate(TASK)
    lead = ask(at=monday).lead
    leads.plan_call(lead.pk, due_at=morning + 5 * DAY, note="下周", by=None, at=monday)
    steps.take_due(morning)

    after = Lead.objects.get(pk=lead.pk)
    assert (after.next_step_at, after.next_step_note) == (morning + timedelta(hours=2), "换个时间再打")
    assert Task.objects.planned().get(lead=lead).due_at == after.next_step_at


def test_a_task_gives_way_to_a_step_that_is_due_before_it(zhong, monday, morning):
    activate(TASK)
    lead = ask(at=monday).lead
    leads.plan_call(lead.pk, due_at=morning + 30 * MINUTE, by=None, at=monday)
    steps.take_due(morning)

    assert rows(lead) == [(1, "skipped", "has_next_step")]


def test_a_lead_stays_on_the_version_it_began_with(lead, monday, morning):
    activate()
    steps.take_due(morning)

    assert rows(lead) == [(1, "done", "")]
    assert run(lead).cadence.version == 1
    assert not CadenceRun.objects.filter(lead=ask(at=monday, phone="13800000001").lead).exists()


def test_a_step_is_taken_once(lead, morning):
    assert steps.take_due(morning) == 1
    assert steps.take_due(morning + MINUTE) == 0
    assert Message.objects.get(purpose=Purpose.FOLLOW_UP).dedupe_key == f"plan:{lead.pk}:1"


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (replace(TEXT, stages=frozenset({Stage.CONTACTED})), "other_stage"),
        (replace(TEXT, sources=frozenset({"hotline"})), "other_source"),
        (replace(TEXT, people_to=10), "other_size"),
    ],
)
def test_a_step_whose_condition_fails_is_left_out(zhong, monday, morning, step, why):
    activate(step, TEXT)
    lead = ask(at=monday).lead
    steps.take_due(morning)

    assert rows(lead) == [(1, "skipped", why), (2, "planned", "")]
    assert not Message.objects.filter(purpose=Purpose.FOLLOW_UP).exists()


def test_a_condition_is_checked_when_the_step_is_due(zhong, monday, morning):
    activate(replace(TEXT, when=When.IDLE))
    idle, busy = (ask(at=monday, phone=f"1380000000{number}").lead for number in range(2))
    leads.plan_call(busy.pk, due_at=morning + DAY, by=None, at=morning - MINUTE)
    steps.take_due(morning)

    assert rows(idle) == [(1, "done", "")]
    assert rows(busy) == [(1, "skipped", "has_next_step")]


def test_the_control_group_runs_without_a_text(zhong, monday, morning):
    cadence = activate(TEXT, control_percent=50)
    asked = [ask(at=monday, phone=f"138000000{number:02d}").lead for number in range(30)]
    steps.take_due(morning)

    control = CadenceRun.objects.filter(cadence=cadence, is_control=True).count()
    assert 0 < control < 30
    assert Message.objects.filter(purpose=Purpose.FOLLOW_UP).count() == 30 - control
    assert {why for lead in asked for _number, _state, why in rows(lead)} == {"", "control"}


def test_a_text_that_is_too_late_is_left_out(lead, morning):
    assert steps.take_due(morning + timedelta(hours=12, minutes=1)) == 0
    assert rows(lead) == [(1, "skipped", "too_late")]


def test_during_leave_the_next_step_keeps_the_cover_s_duty(zhong, qian, monday, morning):
    activate(TEXT, TASK)
    lead = ask(at=monday, shown_consultant_id=zhong.pk).lead
    Leave.objects.create(consultant=zhong, cover=qian, starts_at=monday + MINUTE, ends_at=monday + 10 * DAY)
    forget_roster()
    steps.take_due(morning)

    assert lead.owner == zhong
    assert PlanStep.objects.planned().get().due_at == morning + DAY


def test_a_worker_that_is_late_keeps_quiet_hours(lead, morning):
    night = morning.replace(hour=20, minute=50)

    assert steps.take_due(night) == 0
    assert rows(lead) == [(1, "planned", "")]
    assert steps.take_due(morning.replace(hour=8, minute=30) + DAY) == 1


def test_a_text_whose_template_was_withdrawn_is_left_out(zhong, monday, morning):
    activate(TEXT, TASK)
    lead = ask(at=monday).lead
    TemplateVersion.objects.filter(template__key="first_follow_up").update(state="withdrawn")
    steps.take_due(morning)

    assert rows(lead) == [(1, "skipped", "no_template"), (2, "planned", "")]


def test_a_number_that_refused_texts_before_gets_none(zhong, monday, morning):
    opt_outs.record("+8613900002208", by=None, how=How.PAGE)
    lead = ask(at=monday).lead
    steps.take_due(morning)

    assert rows(lead) == [(1, "skipped", "opted_out")]
    assert run(lead).end_reason == "opted_out"


def call(lead, at):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=at)


def reply(lead, at):
    replies.receive(Incoming(sid="SM1", from_number=lead.phone, body="好的"))


def advance(lead, at):
    leads.advance(lead.pk, to=Stage.QUALIFIED, by=None, at=at)


def register(lead, at):
    leads.register(lead.pk, by=None, text="报名", at=at)


def refuse(lead, at):
    opt_outs.record(lead.phone, by=None, how=How.PAGE)


def refuse_by_reply(lead, at):
    replies.receive(Incoming(sid="SM2", from_number=lead.phone, body="R"))


def lose(lead, at):
    leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=at)


def give_back(lead, at):
    pool.give_back(lead.pk, by=None, at=at)


def stop(lead, at):
    runs.stop_by_hand(lead.pk, by=None, at=at)


def telephone_again(lead, at):
    answered = Call(name=lead.name, phone=phones.parse(lead.phone), note="请回电")
    telephone.take(answered, by=lead.owner.user, at=at)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (call, Why.CALLED),
        (reply, Why.REPLIED),
        (advance, Why.MOVED),
        (register, Why.REGISTERED),
        (refuse, Why.OPTED_OUT),
        (refuse_by_reply, Why.REPLIED),
        (lose, Why.LOST),
        (give_back, Why.POOLED),
        (stop, Why.STOPPED),
        (telephone_again, Why.CALLED),
    ],
)
def test_a_change_of_the_lead_ends_the_plan_and_its_text(zhong, monday, morning, change, why):
    activate(TEXT, TEXT)
    lead = ask(at=monday).lead
    steps.take_due(morning)
    change(lead, morning + MINUTE)

    assert rows(lead) == [(1, "done", ""), (2, "cancelled", why)]
    assert run(lead).end_reason == why
    assert Message.objects.get(purpose=Purpose.FOLLOW_UP).state == State.CANCELLED
    assert steps.take_due(morning + 2 * DAY) == 0


def test_the_sweep_into_the_pool_ends_the_plans(zhong, monday, morning):
    asked = [ask(at=monday, phone=f"1380000000{number}").lead for number in range(3)]
    Lead.objects.update(warned_at=monday + MINUTE)
    reclaim.sweep(monday + 9 * DAY)

    assert {rows(lead)[0] for lead in asked} == {(1, "cancelled", "pooled")}


def test_a_change_that_is_refused_ends_no_plan(lead, monday):
    with pytest.raises(leads.LostNeedsReason):
        leads.advance(lead.pk, to=Stage.LOST, by=None, at=monday)

    assert rows(lead) == [(1, "planned", "")]


def test_a_plan_goes_on_when_its_return_to_the_pool_is_undone(lead, manager, monday, morning):
    _lead, action = pool.give_back(lead.pk, by=manager, at=monday)
    undo.undo(action.pk, by=manager, at=monday + MINUTE)
    steps.take_due(morning)

    assert rows(lead) == [(1, "done", "")]


def test_stopping_by_hand_is_on_the_timeline_and_works_once(lead, zhong, monday):
    runs.stop_by_hand(lead.pk, by=zhong.user, at=monday)

    assert Activity.objects.get(kind=Kind.STOPPED).actor == zhong.user
    with pytest.raises(NoPlanRunning):
        runs.stop_by_hand(lead.pk, by=zhong.user, at=monday)


@pytest.mark.parametrize("key", ["unknown_template", "inquiry_received", "pool_warning"])
def test_a_template_that_cannot_be_sent_is_refused(db, key):
    with pytest.raises(TemplateNotUsable):
        activate(Step(Act.TEXT, 1, template=key))

    assert Cadence.objects.count() == 1


@pytest.mark.parametrize("step", [Step(Act.TEXT, 1), Step(Act.TASK, 1), replace(TASK, people_from=9, people_to=8)])
def test_an_incomplete_step_is_refused(db, step):
    with pytest.raises(StepIncomplete):
        activate(TEXT, step)

    assert Cadence.objects.count() == 1


def test_the_second_of_two_managers_is_refused(db):
    activate(TEXT)
    with pytest.raises(ChangedMeanwhile):
        plans.publish(version=1, plan=[TEXT], control_percent=0, by=None)


def test_the_database_refuses_a_second_planned_step(lead, monday):
    with pytest.raises(IntegrityError, match="cadences_planstep_one_planned_of_a_run"):
        PlanStep.objects.create(run=lead.run, act="task", number=2, due_at=monday)


def test_the_database_refuses_to_take_a_step_twice(lead, monday, morning):
    steps.take_due(morning)
    with pytest.raises(IntegrityError, match="cadences_planstep_taken_once"):
        PlanStep.objects.create(run=lead.run, act="text", number=1, due_at=monday, state="done", settled_at=monday)


@pytest.mark.parametrize("state", ["skipped", "cancelled"])
def test_the_database_refuses_a_skipped_step_without_a_reason(lead, state):
    with pytest.raises(IntegrityError, match="cadences_planstep_left_out_says_why"):
        PlanStep.objects.update(state=state, settled_at=lead.asked_at)


def test_the_database_refuses_a_step_with_number_zero(lead):
    with pytest.raises(IntegrityError, match="cadences_planstep_number_from_one"):
        PlanStep.objects.update(number=0)


def test_the_database_refuses_to_change_a_version(db):
    with pytest.raises(IntegrityError, match="cadences_cadence_is_append_only"):
        Cadence.objects.update(control_percent=10)


def test_the_database_refuses_a_control_group_above_half(db):
    with pytest.raises(IntegrityError, match="cadences_cadence_control_is_half_at_most"):
        Cadence.objects.create(version=9, is_active=False, control_percent=51)


def test_the_database_refuses_an_end_without_a_reason(lead):
    with pytest.raises(IntegrityError, match="cadences_cadencerun_end_says_why"):
        CadenceRun.objects.update(ended_at=lead.asked_at)
