import pytest
from django.db import IntegrityError

from crm.leads.errors import LostNeedsReason, StageNotAllowed
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def test_a_move_is_an_activity_with_both_stages_and_the_actor(lead, zhong):
    leads.advance(lead.pk, to=Stage.QUALIFIED, by=zhong.user)

    move = Activity.objects.filter(lead=lead, kind=Kind.MOVED).latest("pk")
    assert (move.stage_from, move.stage_to, move.actor) == (Stage.NEW, Stage.QUALIFIED, zhong.user)


def test_a_lead_is_not_enrolled_by_hand(lead):
    with pytest.raises(StageNotAllowed):
        leads.advance(lead.pk, to=Stage.ENROLLED, by=None)


def test_a_lost_lead_needs_a_reason_of_more_than_blanks(lead):
    with pytest.raises(LostNeedsReason):
        leads.advance(lead.pk, to=Stage.LOST, lost_reason="  ", by=None)

    assert Lead.objects.get(pk=lead.pk).stage == Stage.NEW


def test_the_database_itself_refuses_a_lost_lead_without_a_reason():
    lead = LeadFactory(next_step_at=None)
    with pytest.raises(IntegrityError, match="leads_lead_lost_says_why"):
        Lead.objects.filter(pk=lead.pk).update(stage=Stage.LOST)


def test_the_database_itself_refuses_a_next_step_on_a_closed_lead():
    lead = LeadFactory()
    with pytest.raises(IntegrityError, match="leads_lead_closed_has_no_next_step"):
        Lead.objects.filter(pk=lead.pk).update(stage=Stage.LOST, lost_reason="x")


def test_the_button_without_a_reason_asks_for_one_and_keeps_the_lead(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/advance/", {"to": "lost"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "请填写流失原因" in answer.text


def test_the_refusal_names_both_stages(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/advance/", {"to": "enrolled"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "“新咨询”的线索不能改为“已报名”" in answer.text
