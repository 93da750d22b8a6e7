"""A lead begins the plan that holds, each step is taken or left out with its reason, and any sign of life ends it."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from consultants.models import Leave
from consultants.queries import forget_roster
from crm.cadences.errors import NoPlanRunning, StepIncomplete, WordingNotUsable
from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.rules.steps import Act, Step, When, Why
from crm.cadences.services import cadences, plans
from crm.intake.services import telephone
from crm.intake.services.telephone import Call
from crm.leads.models import Activity, Kind, Lead, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, tasks, undo
from crm.pool.services import pool, reclaim
from kit import phones
from kit.errors import ChangedMeanwhile
from messaging.gateways.base import Incoming
from messaging.models import How, Message, Purpose, State, TemplateVersion
from messaging.services import opt_outs, replies
from tests.factories.leads import ask
from tests.factories.plans import TASK, TEXT, hold

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


def test_the_next_step_is_planned_when_the_one_before_it_is_over_and_the_last_one_ends_the_plan(zhong, monday, morning):
    hold(TEXT, replace(TASK, delay=2), replace(TEXT, delay=1))
    lead = ask(at=monday).lead
    taken = [plans.take_due(morning + day * DAY) for day in range(4)]

    assert taken == [1, 0, 1, 1]
    assert rows(lead) == [(1, "done", ""), (2, "done", ""), (3, "done", "")]
    assert (run(lead).end_reason, run(lead).ended_at) == ("finished", morning + 3 * DAY)
    assert Message.objects.filter(template="first_follow_up", purpose=Purpose.FOLLOW_UP).count() == 2


def test_a_task_keeps_a_late_step_as_late_as_it_is_and_tells_what_to_do(zhong, monday, morning):
    hold(TASK)
    lead = ask(at=monday).lead
    plans.take_due(morning)

    after = Lead.objects.get(pk=lead.pk)
    assert (after.next_step_at, after.next_step_note) == (lead.next_step_at, "换个时间再打")
    assert Activity.objects.get(lead=lead, kind=Kind.PLANNED).text == "换个时间再打"


def test_a_task_comes_before_a_step_that_is_further_away(zhong, monday, morning):
    hold(TASK)
    lead = ask(at=monday).lead
    tasks.plan_call(lead.pk, due_at=morning + 5 * DAY, note="下周", by=None, at=monday)
    plans.take_due(morning)

    after = Lead.objects.get(pk=lead.pk)
    assert (after.next_step_at, after.next_step_note) == (morning + timedelta(hours=2), "换个时间再打")
    assert Task.objects.planned().get(lead=lead).due_at == after.next_step_at


def test_a_task_gives_way_to_a_step_that_is_due_before_it(zhong, monday, morning):
    hold(TASK)
    lead = ask(at=monday).lead
    tasks.plan_call(lead.pk, due_at=morning + 30 * MINUTE, by=None, at=monday)
    plans.take_due(morning)

    assert rows(lead) == [(1, "skipped", "has_next_step")]


def test_a_lead_stays_on_the_version_it_began_with(lead, monday, morning):
    hold()
    plans.take_due(morning)

    assert rows(lead) == [(1, "done", "")]
    assert run(lead).cadence.version == 1
    assert not CadenceRun.objects.filter(lead=ask(at=monday, phone="13800000001").lead).exists()


def test_a_lead_that_is_locked_is_left_to_the_next_beat_and_nothing_is_sent_twice(lead, morning):
    assert plans.take_due(morning) == 1
    assert plans.take_due(morning + MINUTE) == 0
    assert Message.objects.get(purpose=Purpose.FOLLOW_UP).dedupe_key == f"plan:{lead.pk}:1"


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (replace(TEXT, stages=frozenset({Stage.CONTACTED})), "other_stage"),
        (replace(TEXT, sources=frozenset({"hotline"})), "other_source"),
        (replace(TEXT, people_to=10), "other_size"),
    ],
)
def test_a_condition_that_does_not_hold_leaves_the_step_out_and_goes_on(zhong, monday, morning, step, why):
    hold(step, TEXT)
    lead = ask(at=monday).lead
    plans.take_due(morning)

    assert rows(lead) == [(1, "skipped", why), (2, "planned", "")]
    assert not Message.objects.filter(purpose=Purpose.FOLLOW_UP).exists()


def test_the_condition_is_asked_at_the_moment_of_sending(zhong, monday, morning):
    hold(replace(TEXT, when=When.IDLE))
    idle, busy = (ask(at=monday, phone=f"1380000000{number}").lead for number in range(2))
    tasks.plan_call(busy.pk, due_at=morning + DAY, by=None, at=morning - MINUTE)
    plans.take_due(morning)

    assert rows(idle) == [(1, "done", "")]
    assert rows(busy) == [(1, "skipped", "has_next_step")]


def test_the_control_group_runs_without_a_text(zhong, monday, morning):
    cadence = hold(TEXT, control_percent=50)
    found = [ask(at=monday, phone=f"138000000{number:02d}").lead for number in range(30)]
    plans.take_due(morning)

    control = CadenceRun.objects.filter(cadence=cadence, is_control=True).count()
    assert 0 < control < 30
    assert Message.objects.filter(purpose=Purpose.FOLLOW_UP).count() == 30 - control
    assert {why for one in found for _step, _state, why in rows(one)} == {"", "control"}


def test_what_is_far_too_late_is_left_out(lead, morning):
    assert plans.take_due(morning + timedelta(hours=12, minutes=1)) == 0
    assert rows(lead) == [(1, "skipped", "too_late")]


def test_while_she_is_on_leave_the_next_step_falls_into_her_cover_s_duty(zhong, qian, monday, morning):
    hold(TEXT, TASK)
    lead = ask(at=monday, shown_consultant_id=zhong.pk).lead
    Leave.objects.create(consultant=zhong, cover=qian, starts_at=monday + MINUTE, ends_at=monday + 10 * DAY)
    forget_roster()
    plans.take_due(morning)

    assert lead.owner == zhong
    assert PlanStep.objects.planned().get().due_at == morning + DAY


def test_a_worker_that_wakes_at_night_waits_for_the_morning(lead, morning):
    night = morning.replace(hour=20, minute=50)

    assert plans.take_due(night) == 0
    assert rows(lead) == [(1, "planned", "")]
    assert plans.take_due(morning.replace(hour=8, minute=30) + DAY) == 1


def test_a_wording_withdrawn_meanwhile_is_left_out_and_the_plan_goes_on(zhong, monday, morning):
    hold(TEXT, TASK)
    lead = ask(at=monday).lead
    TemplateVersion.objects.filter(template__key="first_follow_up").update(state="withdrawn")
    plans.take_due(morning)

    assert rows(lead) == [(1, "skipped", "no_wording"), (2, "planned", "")]


def test_a_number_that_had_refused_before_gets_nothing(zhong, monday, morning):
    opt_outs.record("+8613900002208", by=None, how=How.PAGE)
    lead = ask(at=monday).lead
    plans.take_due(morning)

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
    plans.stop_by_hand(lead.pk, by=None, at=at)


def telephone_again(lead, at):
    heard = Call(
        name=lead.name, phone=phones.parse(lead.phone), key="00000000-0000-0000-0000-000000000001", note="请回电"
    )
    telephone.take(heard, by=lead.owner.user, at=at)


@pytest.mark.parametrize(
    ("sign", "why"),
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
def test_a_sign_of_life_ends_the_plan_and_calls_back_the_text_in_the_outbox(zhong, monday, morning, sign, why):
    hold(TEXT, TEXT)
    lead = ask(at=monday).lead
    plans.take_due(morning)
    sign(lead, morning + MINUTE)

    assert rows(lead) == [(1, "done", ""), (2, "cancelled", why)]
    assert run(lead).end_reason == why
    assert Message.objects.get(purpose=Purpose.FOLLOW_UP).state == State.CANCELLED
    assert plans.take_due(morning + 2 * DAY) == 0


def test_leads_returned_by_the_house_end_their_plans_together(zhong, monday, morning):
    found = [ask(at=monday, phone=f"1380000000{number}").lead for number in range(3)]
    Lead.objects.update(warned_at=monday + MINUTE)
    reclaim.sweep(monday + 9 * DAY)

    assert {rows(one)[0] for one in found} == {(1, "cancelled", "pooled")}


def test_a_sign_of_life_that_is_rolled_back_ends_nothing(lead, monday):
    with pytest.raises(leads.LostNeedsReason):
        leads.advance(lead.pk, to=Stage.LOST, by=None, at=monday)

    assert rows(lead) == [(1, "planned", "")]


def test_taking_back_the_way_into_the_pool_lets_the_plan_go_on(lead, manager, monday, morning):
    _lead, action = pool.give_back(lead.pk, by=manager, at=monday)
    undo.undo(action.pk, by=manager, at=monday + MINUTE)
    plans.take_due(morning)

    assert rows(lead) == [(1, "done", "")]


def test_stopping_by_hand_stands_in_the_diary_and_works_once(lead, zhong, monday):
    plans.stop_by_hand(lead.pk, by=zhong.user, at=monday)

    assert Activity.objects.get(kind=Kind.STOPPED).actor == zhong.user
    with pytest.raises(NoPlanRunning):
        plans.stop_by_hand(lead.pk, by=zhong.user, at=monday)


@pytest.mark.parametrize("key", ["nobody_wrote_this", "inquiry_received", "pool_warning"])
def test_a_plan_with_a_wording_that_cannot_be_sent_is_refused(db, key):
    with pytest.raises(WordingNotUsable):
        hold(Step(Act.TEXT, 1, wording=key))

    assert Cadence.objects.count() == 1


@pytest.mark.parametrize("step", [Step(Act.TEXT, 1), Step(Act.TASK, 1), replace(TASK, people_from=9, people_to=8)])
def test_a_step_that_says_too_little_is_refused(db, step):
    with pytest.raises(StepIncomplete):
        hold(TEXT, step)

    assert Cadence.objects.count() == 1


def test_the_later_of_two_managers_is_refused(db):
    hold(TEXT)
    with pytest.raises(ChangedMeanwhile):
        cadences.publish(version=1, plan=[TEXT], control_percent=0, by=None)


def test_the_database_itself_refuses_a_second_planned_step(lead, monday):
    with pytest.raises(IntegrityError, match="cadences_planstep_one_planned_of_a_run"):
        PlanStep.objects.create(run=lead.run, act="task", number=2, due_at=monday)


def test_the_database_itself_refuses_to_take_a_step_twice(lead, monday, morning):
    plans.take_due(morning)
    with pytest.raises(IntegrityError, match="cadences_planstep_taken_once"):
        PlanStep.objects.create(run=lead.run, act="text", number=1, due_at=monday, state="done", settled_at=monday)


@pytest.mark.parametrize("state", ["skipped", "cancelled"])
def test_the_database_itself_refuses_a_step_left_out_without_a_reason(lead, state):
    with pytest.raises(IntegrityError, match="cadences_planstep_left_out_says_why"):
        PlanStep.objects.update(state=state, settled_at=lead.asked_at)


def test_the_database_itself_refuses_a_step_without_a_place_in_the_plan(lead):
    with pytest.raises(IntegrityError, match="cadences_planstep_number_from_one"):
        PlanStep.objects.update(number=0)


def test_the_database_itself_refuses_to_change_a_version(db):
    with pytest.raises(IntegrityError, match="cadences_cadence_is_append_only"):
        Cadence.objects.update(control_percent=10)


def test_the_database_itself_refuses_a_control_group_of_more_than_half(db):
    with pytest.raises(IntegrityError, match="cadences_cadence_control_is_half_at_most"):
        Cadence.objects.create(version=9, is_active=False, control_percent=51)


def test_the_database_itself_refuses_an_end_without_a_reason(lead):
    with pytest.raises(IntegrityError, match="cadences_cadencerun_end_says_why"):
        CadenceRun.objects.update(ended_at=lead.asked_at)
