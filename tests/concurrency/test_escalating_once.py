"""Several workers sweep the same escalations at the same instant, or die while they do; each step is taken once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from crm.intake.models import Escalation
from crm.intake.services import escalation
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import timeline
from kit import clock
from messaging.models import Message
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS, LEADS = 6, 12


@pytest.fixture
def waiting(monday):
    on_duty_every_day(ConsultantFactory())
    return [ask(at=monday, phone=f"139 0000 {1000 + number}").lead for number in range(LEADS)]


def rush(sweep):
    barrier = Barrier(WORKERS)

    def one(_number):
        try:
            barrier.wait(timeout=20)
            return sweep(barrier)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))


def test_six_sweeps_at_once_take_each_step_once(waiting, monday):
    taken = rush(lambda _barrier: escalation.escalate_due(monday + timedelta(minutes=5)))

    assert sum(taken) == LEADS == Escalation.objects.count()
    assert Activity.objects.filter(kind=Kind.ESCALATED).count() == LEADS
    assert Message.objects.filter(template="response_reminder").count() == LEADS


def test_a_worker_that_dies_before_its_commit_changes_nothing(waiting, monday):
    def dies(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "messaging_message"'):
            raise SystemExit
        return execute(sql, params, many, context)

    with connection.execute_wrapper(dies), pytest.raises(SystemExit):
        escalation.escalate_due(monday + timedelta(minutes=5))
    assert not Escalation.objects.exists()

    assert escalation.escalate_due(monday + timedelta(minutes=5)) == LEADS


def test_without_lock_and_ledger_people_are_told_several_times(monday):
    """Negative control: look first, then write, as most systems do."""
    LeadFactory(escalate_at=monday, escalation_instants=[monday] * 4)

    def naive(barrier):
        due = list(Lead.objects.filter(escalate_at__lte=monday))
        barrier.wait(timeout=20)
        for lead in due:
            with transaction.atomic():
                timeline.write(lead, Kind.ESCALATED, at=clock.now(), by=None, data={"step": "half"})
                Lead.objects.filter(pk=lead.pk).update(escalate_at=None)
        return len(due)

    rush(naive)
    assert Activity.objects.filter(kind=Kind.ESCALATED).count() > 1
