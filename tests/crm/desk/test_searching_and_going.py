"""The search box of the workspace finds people, organisations and places."""

import pytest
from bs4 import BeautifulSoup

from crm.leads.models import Organisation
from crm.leads.services import leads
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

SEARCH = "/desk/search/"
HTMX = {"HX-Request": "true"}


def found(client, text=""):
    """The words of the options."""
    page = client.get(SEARCH, {"q": text}, headers=HTMX)
    return [" ".join(option.text.split()) for option in BeautifulSoup(page.text, "html.parser").select("[role=option]")]


@pytest.mark.parametrize("text", ["冯老师", "fls", "fenglao", "清源", "0000138", "138-0000-1380"])
def test_a_lead_is_found_by_any_spelling(as_zhong, zhong, text):
    organisation = Organisation.called("清源县委组织部")
    LeadFactory(owner=zhong, name="冯老师", phone="+8613800001380", organisation=organisation)

    assert any("冯老师" in option for option in found(as_zhong, text))


def test_numbers_stay_masked(as_zhong, lead):
    assert lead.phone[3:] not in as_zhong.get(SEARCH, {"q": lead.name}, headers=HTMX).text


def test_a_colleague_s_lead_is_not_found(client, qian, lead):
    client.force_login(qian.user)

    assert not any(lead.name in option for option in found(client, lead.name))


def test_an_organisation_is_found(as_zhong):
    Organisation.called("青禾县委党校")

    assert "青禾县委党校" in found(as_zhong, "qhxwdx")


@pytest.mark.parametrize("text", ["登记", "ldd", "laidian"])
def test_a_place_is_found(as_zhong, text):
    assert any("来电" in option for option in found(as_zhong, text))


def test_managers_go_where_consultants_do_not(client, zhong, manager):
    client.force_login(manager)
    assert "转化报表" in found(client, "报表")
    client.force_login(zhong.user)
    assert "转化报表" not in found(client, "报表")


def test_without_words_the_leads_worked_on_lately_come_first(as_zhong, zhong):
    first, second = LeadFactory(owner=zhong, name="甲主任"), LeadFactory(owner=zhong, name="乙主任")
    for lead in (first, second, first):
        leads.plan_call(lead.pk, due_at=lead.next_step_at.replace(year=lead.next_step_at.year + 1), by=zhong.user)

    shown = found(as_zhong)
    assert first.name in shown[0]
    assert second.name in shown[1]
    assert len([option for option in shown if first.name in option]) == 1


def test_nothing_found_offers_to_write_the_call_down(as_zhong):
    page = as_zhong.get(SEARCH, {"q": "13900005555"}, headers=HTMX)

    assert "/desk/telephone/?phone=13900005555" in page.text


def test_words_too_long_are_no_error(as_zhong):
    assert as_zhong.get(SEARCH, {"q": "长" * 300}, headers=HTMX).status_code == 200


def test_it_takes_the_same_statements_for_many(as_zhong, zhong):
    def add(_number):
        LeadFactory(owner=zhong, name="冯老师")

    assert len(costs(add, lambda: found(as_zhong, "冯"))) == 1
