"""The page of a lead names others that may be of the same visitor, and why."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from crm.leads.models import Lead, LeadPhone, Organisation
from crm.leads.queries.duplicates import duplicates_of
from crm.leads.rules.likeness import Likeness
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db


def found(lead, user):
    return [(one.lead, one.likeness) for one in duplicates_of(Lead.objects.get(pk=lead.pk), to=user)]


def test_one_of_the_numbers_is_the_same(lead, zhong):
    other = LeadFactory(owner=zhong, name="李科长")
    LeadPhone.objects.create(lead=other, phone=lead.phone)

    assert found(lead, zhong.user) == [(other, Likeness.NUMBER)]
    assert found(other, zhong.user) == [(lead, Likeness.NUMBER)]


def test_the_name_is_the_same_in_one_organisation(lead, zhong):
    school = Organisation.called("吉安一中")
    Lead.objects.filter(pk=lead.pk).update(organisation=school)
    other = LeadFactory(owner=zhong, name=lead.name, organisation=school)
    LeadFactory(owner=zhong, name=lead.name)
    LeadFactory(owner=zhong, name="李科长", organisation=school)

    assert found(lead, zhong.user) == [(other, Likeness.NAME)]


def test_behind_a_switchboard_another_name_is_another_visitor(zhong):
    one = LeadFactory(owner=zhong, phone="+867968970353", name="吴女士")
    LeadFactory(owner=zhong, phone="+867968970353", name="李科长")

    assert found(one, zhong.user) == []


def test_a_lead_that_ended_long_ago_is_not_the_same(lead, zhong):
    old = LeadFactory(owner=zhong, phone=lead.phone, stage="lost", lost_reason="预算", next_step_at=None)
    assert found(lead, zhong.user) == [(old, Likeness.NUMBER)]
    Lead.objects.filter(pk=old.pk).update(asked_at=lead.asked_at - timedelta(days=31))

    assert found(lead, zhong.user) == []


def test_the_page_leads_to_the_merge_or_says_whom_to_ask(as_zhong, lead, zhong, qian):
    own, theirs = LeadFactory(owner=zhong), LeadFactory(owner=qian, name="李科长")
    for other in (own, theirs):
        LeadPhone.objects.create(lead=other, phone=lead.phone)
    shown = BeautifulSoup(as_zhong.get(f"/desk/leads/{lead.pk}/").text, "html.parser").select_one("#duplicates")

    assert [one["href"] for one in shown.select("a.button")] == [f"/desk/leads/{lead.pk}/merge/{own.pk}/"]
    assert "钱老师" in shown.text
    assert f"/desk/leads/{theirs.pk}/" not in str(shown)


def test_many_cost_as_many_statements_as_one(lead, zhong):
    def add(number):
        LeadPhone.objects.create(lead=LeadFactory(owner=zhong), phone=lead.phone)

    assert len(costs(add, lambda: found(lead, zhong.user))) == 1
