"""A trial of a plan foresees what then happens to the leads under that plan."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
import time_machine
from django.db.models import Min

from crm.cadences.models import PlanStep
from crm.cadences.queries import past
from crm.cadences.rules.steps import Act, Step, StepState, Unit, When
from crm.cadences.services import runs, steps
from crm.intake.services import telephone
from crm.intake.services.telephone import Call
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from crm.pool.services import pool
from kit import phones
from messaging.models import How
from messaging.services import opt_outs
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.factories.plans import TASK, TEXT, activate
from tests.statements import costs

pytestmark = pytest.mark.django_db

BEAT = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PLAN = (
    Step(Act.TEXT, 11, Unit.HOURS, template="first_follow_up"),
    replace(TASK, delay=3, unit=Unit.HOURS),
    replace(TASK, delay=2, at=time(19)),
    replace(TEXT, delay=1, when=When.IDLE, people_from=20),
    replace(TEXT, delay=9),
)


def happened(lead):
    """The steps of a lead as their rows say."""
    steps_taken = PlanStep.objects.filter(run__lead=lead).order_by("number", "pk")
    return [(step.number, StepState(step.state), step.reason or None, step.due_at) for step in steps_taken]


def foreseen(cadence, at):
    """The steps of each lead as a trial at that instant says, by the lead's key."""
    trials = past.try_plan(cadence.plan, version=cadence.version, control_percent=cadence.control_percent, at=at)
    return {
        trial.lead.pk: [(result.number, result.state, result.why, result.due.at) for result in trial.steps]
        for trial in trials
    }


def story_of():
    """What happens to nine leads: hours after they asked, and what."""
    return {
        0: [],
        1: [(5 * HOUR, lambda lead, at: leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=at))],
        2: [(40 * HOUR, lambda lead, at: leads.advance(lead.pk, to=Stage.CONTACTED, by=None, at=at))],
        3: [(60 * HOUR, lambda lead, at: pool.give_back(lead.pk, by=None, at=at))],
        4: [(50 * HOUR, lambda lead, _at: opt_outs.record(lead.phone, by=None, how=How.PAGE))],
        5: [(30 * HOUR, lambda lead, at: leads.plan_call(lead.pk, due_at=at + 20 * DAY, by=None, at=at))],
        6: [(80 * HOUR, lambda lead, at: runs.stop_by_hand(lead.pk, by=None, at=at))],
        7: [
            (
                90 * HOUR,
                lambda lead, at: leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=at),
            )
        ],
        8: [],
    }


def live_through(asked_leads, stories, until):
    """Do to each lead what its story says, and take the steps in each minute in which one falls due."""
    by_key = {lead.pk: lead for lead in asked_leads}
    waiting = sorted(
        (lead.asked_at + after, lead.pk, act)
        for number, lead in enumerate(asked_leads)
        for after, act in stories[number]
    )
    while True:
        due_at = PlanStep.objects.planned().aggregate(first=Min("due_at"))["first"]
        beat_at = due_at.replace(second=0, microsecond=0) + BEAT if due_at else until
        if waiting and waiting[0][0] < beat_at:
            at, key, act = waiting.pop(0)
        elif beat_at < until:
            at, key, act = beat_at, 0, None
        else:
            return
        with time_machine.travel(at, tick=False):
            if act:
                act(by_key[key], at)
            else:
                steps.take_due(at)


@pytest.mark.parametrize("percent", [0, 50])
def test_a_trial_foresees_what_happens_to_each_lead(zhong, monday, percent):
    on_duty_every_day(ConsultantFactory(position=5), starts=time(15), ends=time(22))
    cadence = activate(*PLAN, control_percent=percent)
    asked_leads = [
        ask(
            at=monday + number * HOUR + timedelta(minutes=7),
            phone=f"1380000000{number}" if number != 8 else "0796-8970353",
            head_count=10 + 2 * number,
        ).lead
        for number in range(9)
    ]
    until = monday + 21 * DAY
    live_through(asked_leads, story_of(), until)

    results = foreseen(cadence, until)
    for lead in asked_leads:
        assert results[lead.pk] == happened(lead)
    states = {state for lead in asked_leads for _number, state, *_rest in happened(lead)}
    assert {StepState.SKIPPED, StepState.CANCELLED} <= states


def test_a_trial_from_halfway_foresees_the_remaining_steps(zhong, monday):
    cadence = activate(*PLAN)
    lead = ask(at=monday).lead
    live_through([lead], {0: []}, monday + 2 * DAY)

    results = foreseen(cadence, monday + 2 * DAY)[lead.pk]
    assert results[:3] == happened(lead)
    done, planned = StepState.DONE, StepState.PLANNED
    assert [state for _number, state, *_rest in results] == [done, done, planned, planned, planned]


def test_a_trial_leaves_out_leads_that_came_by_telephone(lead, zhong, monday):
    called = Call(name="王主任", phone=phones.parse("139 0000 2208"), outcome=Outcome.NO_ANSWER)
    telephone.take(called, by=zhong.user, at=monday)

    assert [past_lead for past_lead, _past in past.past_leads(monday + DAY)] == [lead]


def test_a_trial_costs_the_same_for_any_number_of_leads(zhong, monday):
    def add(number):
        ask(at=monday, phone=f"138000000{number:02d}")

    assert len(costs(add, lambda: past.past_leads(monday + DAY), sizes=(1, 3, 20))) == 1
