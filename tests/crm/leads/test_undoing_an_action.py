from datetime import timedelta

import pytest

from crm.cadences.models import PlanStep
from crm.intake.services import same_organisation
from crm.leads.errors import AlreadyUndone, HappenedSince, TooLateToUndo
from crm.leads.models import Action, Activity, Kind, Lead, Organisation, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, undo
from crm.pool.services import pool
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
COLUMNS = (
    "owner_id",
    "pooled_at",
    "pooled_from_id",
    "touched_at",
    "kept_at",
    "next_step_at",
    "next_step_note",
    "escalate_at",
)


def stands(lead):
    planned = Task.objects.planned().filter(lead=lead).values_list("due_at", "note")
    steps = PlanStep.objects.planned().filter(run__lead=lead).values_list("number", "due_at")
    return Lead.objects.values_list(*COLUMNS).get(pk=lead.pk), list(planned), list(steps)


@pytest.mark.parametrize(
    "run",
    [
        lambda lead, manager, _to, at: pool.give_back(lead.pk, by=manager, at=at),
        lambda lead, manager, to, at: leads.assign(lead.pk, to=to, by=manager, at=at),
        lambda lead, manager, _to, at: pool.keep(lead.pk, kept=True, by=manager, at=at),
    ],
)
def test_undoing_puts_the_lead_back_as_it_stood(lead, manager, qian, monday, run):
    before = stands(lead)
    _lead, action = run(lead, manager, qian, monday + MINUTE)
    assert stands(lead) != before

    undo.undo(action.pk, by=manager, at=monday + 2 * MINUTE)
    assert stands(lead) == before
    assert Activity.objects.latest("pk").data["reason"] == "undone"


def test_a_claim_undone_puts_the_lead_back_into_the_pool(lead, qian, manager, monday):
    pool.give_back(lead.pk, by=None, at=monday)
    before = stands(lead)
    _lead, action = pool.claim(lead.pk, by=qian.user, at=monday + MINUTE)
    undo.undo(action.pk, by=manager, at=monday + 2 * MINUTE)

    assert stands(lead) == before
    assert Activity.objects.latest("pk").kind == Kind.POOLED


def test_a_lead_worked_on_since_is_not_restored(lead, manager, qian, monday):
    _lead, action = leads.assign(lead.pk, to=qian, by=manager, at=monday)
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=qian.user, at=monday + MINUTE)
    with pytest.raises(HappenedSince) as refusal:
        undo.undo(action.pk, by=manager, at=monday + 2 * MINUTE)

    assert "王主任" in str(refusal.value)
    lead.refresh_from_db()
    assert lead.owner == qian


def test_a_colleague_of_the_same_organisation_blocks_no_undo(lead, zhong, qian, monday):
    school = Organisation.objects.create(name="吉安一中", key=Organisation.key_of("吉安一中"))
    theirs = LeadFactory(owner=qian, organisation=school, asked_at=monday)
    leads.advance(theirs.pk, to=Stage.QUALIFIED, by=qian.user, at=monday)
    Lead.objects.filter(pk=lead.pk).update(organisation=school)
    lead.refresh_from_db()
    same_organisation.tell(lead, at=monday + MINUTE)
    assert Activity.objects.filter(lead=theirs, kind=Kind.SAME_ORGANISATION).exists()

    undo.undo(Action.objects.get().pk, by=qian.user, at=monday + 2 * MINUTE)
    theirs.refresh_from_db()
    assert theirs.stage == Stage.NEW


def test_after_a_while_it_is_too_late(lead, manager, qian, monday):
    _lead, action = leads.assign(lead.pk, to=qian, by=manager, at=monday)
    with pytest.raises(TooLateToUndo):
        undo.undo(action.pk, by=manager, at=monday + 11 * MINUTE)


def test_it_is_undone_once(lead, manager, qian, monday):
    _lead, action = leads.assign(lead.pk, to=qian, by=manager, at=monday)
    undo.undo(action.pk, by=manager, at=monday + MINUTE)
    with pytest.raises(AlreadyUndone):
        undo.undo(action.pk, by=manager, at=monday + MINUTE)


def test_only_who_did_it_sees_it(lead, manager, qian, zhong, monday):
    leads.assign(lead.pk, to=qian, by=manager, at=monday)

    assert Action.objects.visible_to(manager).count() == 1
    assert not Action.objects.visible_to(zhong.user).exists()


def test_actions_of_the_system_are_not_recorded(lead, qian):
    assert leads.assign(lead.pk, to=qian, by=None)[1] is None
    assert not Action.objects.exists()
