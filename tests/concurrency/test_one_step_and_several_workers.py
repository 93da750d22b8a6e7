"""Several workers take the same steps at the same instant, or a call is logged while they do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.services import plans, steps
from crm.leads.models import Kind
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, timeline
from kit import clock
from kit.errors import ChangedMeanwhile
from messaging.models import Message, Purpose, State
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.factories.plans import TEXT, activate

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS, LEADS = 6, 12


@pytest.fixture
def waiting(monday):
    on_duty_every_day(ConsultantFactory())
    activate(TEXT, TEXT)
    return [ask(at=monday, phone=f"139 0000 {1000 + number}").lead for number in range(LEADS)]


@pytest.fixture
def morning(monday):
    return monday.replace(hour=9, minute=0) + timedelta(days=1)


def rush(*acts):
    barrier = Barrier(len(acts))

    def one(act):
        try:
            barrier.wait(timeout=20)
            return act(barrier)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_six_workers_send_each_text_once_and_plan_one_step(waiting, morning):
    taken = rush(*[lambda _barrier: steps.take_due(morning)] * WORKERS)

    assert sum(taken) == LEADS == Message.objects.filter(purpose=Purpose.FOLLOW_UP).count()
    assert PlanStep.objects.planned().filter(number=2).count() == LEADS


def test_a_call_logged_in_the_same_moment_leaves_nothing_to_send(waiting, morning):
    def log_calls(_barrier):
        for lead in reversed(waiting):
            leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=morning)

    rush(log_calls, *[lambda _barrier: steps.take_due(morning)] * 2)

    assert not PlanStep.objects.planned().exists()
    assert not CadenceRun.objects.running().exists()
    assert not Message.objects.filter(purpose=Purpose.FOLLOW_UP).exclude(state=State.CANCELLED).exists()


def test_without_lock_and_keys_a_step_is_taken_several_times(waiting, morning):
    """Negative control: look first, then act, as most systems do."""

    def naive(barrier):
        due = list(PlanStep.objects.due(morning).select_related("run__lead")[:1])
        barrier.wait(timeout=20)
        for row in due:
            timeline.write(row.run.lead, Kind.TEXTED, at=clock.now(), by=None)
            PlanStep.objects.filter(pk=row.pk).update(state="done", settled_at=morning)
        return len(due)

    assert sum(rush(*[naive] * WORKERS)) > 1


def test_of_two_managers_who_save_at_once_one_is_told(waiting):
    now = Cadence.objects.active().get().version

    def save(_barrier):
        try:
            return plans.publish(version=now, plan=[TEXT], control_percent=0, by=None).version
        except ChangedMeanwhile:
            return None

    saved = rush(save, save, save)

    assert sorted(saved, key=str) == [now + 1, None, None]
    assert Cadence.objects.active().get().version == now + 1
