"""While a number, or a name and an organisation, is typed, a line names the leads of perhaps the same visitor."""

import pytest
from bs4 import BeautifulSoup

from crm.leads.models import LeadPhone, Organisation
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads
from crm.leads.views import duplicates
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db


def line(client, **typed):
    page = BeautifulSoup(client.get("/desk/duplicates/typed/", typed).text, "html.parser")
    return page, [one.get_text(" ", strip=True) for one in page.select("li")]


def test_a_number_finds_main_and_further_numbers(as_zhong, lead, zhong):
    other = LeadFactory(owner=zhong, name="李科长")
    LeadPhone.objects.create(lead=other, phone="+8613900003333")
    leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=zhong.user)

    page, [said] = line(as_zhong, phone="139 0000 2208", lead=other.pk)
    assert page.select_one("a")["href"] == lead.get_absolute_url()
    assert "139****2208" in said
    assert "首响沟通" in said
    assert "钟老师" in said
    assert "号码相同" in said
    assert lead.phone not in str(page)
    assert "李科长" in line(as_zhong, phone="13900003333")[1][0]
    assert line(as_zhong, phone="1390000")[1] == []
    assert line(as_zhong, phone="13900003333", lead=other.pk)[1] == []


def test_a_name_needs_its_organisation_in_any_spelling(as_zhong, zhong):
    LeadFactory(owner=zhong, name="冯老师", organisation=Organisation.called("青禾县委党校"))

    for organisation in ("青禾县委党校", "中共青禾县委党校", "青禾县委当校"):
        assert line(as_zhong, name="冯老师", organisation_name=organisation)[1]
    assert line(as_zhong, name="风老师", organisation="青禾县委党校")[1]
    assert line(as_zhong, name="李老师", organisation="青禾县委党校")[1] == []
    assert line(as_zhong, name="冯老师")[1] == []


def test_what_is_not_typed_is_that_of_the_corrected_lead(as_zhong, zhong, lead):
    school = Organisation.called("青禾县委党校")
    LeadFactory(owner=zhong, name=lead.name, organisation=school)

    assert line(as_zhong, organisation="青禾县委党校", lead=lead.pk)[1]
    assert line(as_zhong, organisation="青禾县委党校")[1] == []


def test_a_colleague_s_lead_is_named_and_stays_shut(as_zhong, qian):
    LeadFactory(owner=qian, phone="+8613900003333")
    page, [said] = line(as_zhong, phone="13900003333")

    assert "钱老师" in said
    assert page.select("a") == []


def test_many_cost_as_many_statements_as_one(as_zhong, zhong):
    def add(_number):
        LeadPhone.objects.create(lead=LeadFactory(owner=zhong), phone="+8613900003333")

    assert len(costs(add, lambda: line(as_zhong, phone="13900003333"))) == 1


def test_who_asks_too_often_gets_no_line(as_zhong, monkeypatch, qian):
    monkeypatch.setattr(duplicates, "LOOK_UPS", "1/minute")
    LeadFactory(owner=qian, phone="+8613900003333")
    as_zhong.get("/desk/duplicates/typed/", {"phone": "13900003333"})

    assert as_zhong.get("/desk/duplicates/typed/", {"phone": "13900003333"}).status_code == 204
