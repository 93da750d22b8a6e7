"""What is done to leads is announced to later apps, inside the transaction of the action."""

from datetime import timedelta

import pytest

from crm.cadences.models import CadenceRun
from crm.leads.models import Action, Activity
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads as leads_service
from crm.leads.services import undo
from crm.leads.signals import Change, lead_changed
from crm.pool.services import pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def listen():
    """Connect a receiver for one test."""
    connected = []

    def connect(receiver):
        connected.append(receiver)
        lead_changed.connect(receiver)

    yield connect
    for receiver in connected:
        lead_changed.disconnect(receiver)


@pytest.mark.parametrize(
    ("action", "changes"),
    [
        (
            lambda lead, by: leads_service.log_call(lead.pk, outcome=Outcome.WRONG_NUMBER, by=by),
            [Change.CALLED, Change.LOST],
        ),
        (lambda lead, by: leads_service.register(lead.pk, by=by, text="5 个名额"), [Change.REGISTERED, Change.MOVED]),
        (lambda lead, by: leads_service.advance(lead.pk, to=Stage.LOST, lost_reason="没空", by=by), [Change.LOST]),
        (lambda lead, by: pool.give_back(lead.pk, by=by), [Change.POOLED]),
    ],
    ids=["wrong number", "registered", "lost", "into the pool"],
)
def test_the_cause_comes_first_and_is_kept(lead, zhong, listen, action, changes):
    heard = []

    def receiver(sender, leads, change, by, at, **kwargs):
        heard.append((change, leads, by))

    listen(receiver)
    action(lead, zhong.user)
    assert heard == [(change, [lead], zhong.user) for change in changes]
    assert CadenceRun.objects.get(lead=lead).end_reason == changes[0]


def test_an_error_of_a_receiver_undoes_the_action(lead, zhong, listen):
    def receiver(sender, **kwargs):
        raise ValueError("no")

    listen(receiver)
    lines = Activity.objects.count()
    with pytest.raises(ValueError, match="no"):
        leads_service.log_call(lead.pk, outcome=Outcome.INTERESTED, by=zhong.user)
    lead.refresh_from_db()
    assert (lead.stage, Activity.objects.count()) == (Stage.NEW, lines)


def test_undoing_leaves_alone_a_plan_that_ended_at_another_instant(lead, zhong, monday):
    later = monday + timedelta(minutes=1)
    leads_service.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=monday)
    leads_service.advance(lead.pk, to=Stage.QUALIFIED, by=zhong.user, at=later)
    undo.undo(Action.objects.get(at=later).pk, by=zhong.user, at=later)
    assert CadenceRun.objects.get(lead=lead).ended_at == monday
