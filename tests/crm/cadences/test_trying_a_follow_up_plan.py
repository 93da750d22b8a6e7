"""The preview tells of leads that came what then really happens to them under the same plan."""

import uuid
from dataclasses import replace
from datetime import time, timedelta

import pytest
import time_machine
from django.db.models import Min

from crm.cadences.models import PlanStep, StepState
from crm.cadences.queries import cadence as cadence_queries
from crm.cadences.rules import steps, trial
from crm.cadences.rules.steps import Act, Step, Unit, When
from crm.cadences.rules.trial import Fate
from crm.cadences.services import plans
from crm.intake.services import telephone
from crm.intake.services.telephone import Call
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, tasks
from crm.pool.services import pool
from kit import phones
from messaging.models import How
from messaging.services import opt_outs
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.factories.plans import TASK, TEXT, hold
from tests.statements import costs

pytestmark = pytest.mark.django_db

BEAT = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PLAN = (
    Step(Act.TEXT, 11, Unit.HOURS, wording="first_follow_up"),
    replace(TASK, delay=3, unit=Unit.HOURS),
    replace(TASK, delay=2, at=time(19)),
    replace(TEXT, delay=1, when=When.IDLE, people_from=20),
    replace(TEXT, delay=9),
)
FATES = {
    StepState.DONE: Fate.DONE,
    StepState.SKIPPED: Fate.SKIPPED,
    StepState.CANCELLED: Fate.CANCELLED,
    StepState.PLANNED: Fate.COMING,
}


def happened(lead):
    """What the rows say, in the words of the rehearsal."""
    rows = PlanStep.objects.filter(run__lead=lead).order_by("number", "pk")
    return [(one.number, FATES[StepState(one.state)], one.reason or None, one.due_at) for one in rows]


def previewed(cadence, lead_id, at):
    past = next(one for one in cadence_queries.past_leads(at).pasts if one.lead_id == lead_id)
    drawn = steps.is_control(lead_id, cadence.version, cadence.control_percent)
    told = trial.rehearse(cadence.plan, past, is_control=drawn, until=at)
    return [(one.number, one.fate, one.why, one.due.at) for one in told]


def story_of():
    """What happens to nine leads: hours after they asked, and what."""
    return {
        0: [],
        1: [(5 * HOUR, lambda lead, at: leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=at))],
        2: [(40 * HOUR, lambda lead, at: leads.advance(lead.pk, to=Stage.CONTACTED, by=None, at=at))],
        3: [(60 * HOUR, lambda lead, at: pool.give_back(lead.pk, by=None, at=at))],
        4: [(50 * HOUR, lambda lead, _at: opt_outs.record(lead.phone, by=None, how=How.PAGE))],
        5: [(30 * HOUR, lambda lead, at: tasks.plan_call(lead.pk, due_at=at + 20 * DAY, by=None, at=at))],
        6: [(80 * HOUR, lambda lead, at: plans.stop_by_hand(lead.pk, by=None, at=at))],
        7: [
            (
                90 * HOUR,
                lambda lead, at: leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=at),
            )
        ],
        8: [],
    }


def live_through(found, stories, until):
    """Let happen what happens, and beat each minute in which a step has fallen due."""
    by_key = {lead.pk: lead for lead in found}
    waiting = sorted(
        (lead.asked_at + after, lead.pk, act) for number, lead in enumerate(found) for after, act in stories[number]
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
                plans.take_due(at)


@pytest.mark.parametrize("percent", [0, 50])
def test_what_is_foreseen_for_each_lead_is_what_happens(zhong, monday, percent):
    on_duty_every_day(ConsultantFactory(position=5), starts=time(15), ends=time(22))
    cadence = hold(*PLAN, control_percent=percent)
    found = [
        ask(
            at=monday + number * HOUR + timedelta(minutes=7),
            phone=f"1380000000{number}" if number != 8 else "0796-8970353",
            head_count=10 + 2 * number,
        ).lead
        for number in range(9)
    ]
    until = monday + 21 * DAY
    live_through(found, story_of(), until)

    for lead in found:
        assert previewed(cadence, lead.pk, until) == happened(lead)
    assert {Fate.SKIPPED, Fate.CANCELLED} <= {fate for lead in found for _step, fate, *_rest in happened(lead)}


def test_what_still_comes_is_foreseen_from_halfway(zhong, monday):
    cadence = hold(*PLAN)
    lead = ask(at=monday).lead
    live_through([lead], {0: []}, monday + 2 * DAY)

    assert previewed(cadence, lead.pk, monday + 2 * DAY)[:3] == happened(lead)
    assert [fate for _step, fate, *_rest in previewed(cadence, lead.pk, monday + 2 * DAY)] == [
        Fate.DONE,
        Fate.DONE,
        Fate.COMING,
        Fate.COMING,
        Fate.COMING,
    ]


def test_leads_that_came_by_telephone_are_not_foreseen_as_they_begin_no_plan(lead, zhong, monday):
    called = Call(name="王主任", phone=phones.parse("139 0000 2208"), key=uuid.uuid4(), outcome=Outcome.NO_ANSWER)
    telephone.take(called, by=zhong.user, at=monday)

    assert [past.lead_id for past in cadence_queries.past_leads(monday + DAY).pasts] == [lead.pk]


def test_looking_back_costs_the_same_for_any_number_of_leads(zhong, monday):
    def add(number):
        ask(at=monday, phone=f"138000000{number:02d}")

    assert len(costs(add, lambda: cadence_queries.past_leads(monday + DAY), sizes=(1, 3, 20))) == 1
