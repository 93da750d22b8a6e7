"""An organisation has a page: who asks there, what is open, who knows them, and its classes."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from crm.leads.models import Organisation
from crm.leads.rules.stages import Stage
from enrollment.seats.services import registrations
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return Organisation.called("青禾县委党校")


def page_of(client, organisation):
    return BeautifulSoup(client.get(organisation.get_absolute_url()).text, "html.parser")


def cells(page, part):
    rows = page.select(f"#{part} tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in rows]


def test_open_leads_come_first_and_a_colleague_s_stays_shut(as_zhong, zhong, qian, school):
    own = LeadFactory(owner=zhong, organisation=school, name="冯老师", theme="党性教育")
    lost = {"stage": Stage.LOST, "lost_reason": "预算", "next_step_at": None}
    LeadFactory(owner=qian, organisation=school, name="邹校长", **lost)

    page = page_of(as_zhong, school)

    first, second = cells(page, "leads")
    assert (first[0], first[2], first[4]) == ("冯老师", "党性教育", "钟老师")
    assert (second[0], second[4]) == ("邹校长", "钱老师")
    assert "预算" in second[1]
    opened = [link["href"] for link in page.select("#leads a") if "/desk/leads/" in link["href"]]
    assert opened == [own.get_absolute_url()]


def test_one_number_is_one_person_with_all_their_leads(as_zhong, zhong, school):
    past = {"stage": Stage.LOST, "lost_reason": "预算", "next_step_at": None}
    LeadFactory(owner=zhong, organisation=school, phone="+8613900000001", name="冯老师", **past)
    LeadFactory(owner=zhong, organisation=school, phone="+8613900000001", name="冯科长", title="培训科科长")
    LeadFactory(owner=zhong, organisation=school, phone="+867968970353", name="汪会计")
    LeadFactory(owner=zhong, organisation=school, phone="+867968970353", name="李主任")

    people = {row[0]: row[1:] for row in cells(page_of(as_zhong, school), "people")}

    assert people.keys() == {"冯科长", "汪会计", "李主任"}
    assert people["冯科长"][:2] == ["培训科科长", "139****0001"]
    assert people["冯科长"][-2] == "2"


def test_the_figures_count_every_lead(as_manager, zhong, school):
    LeadFactory(owner=zhong, organisation=school, head_count=45)
    LeadFactory(owner=zhong, organisation=school, head_count=60)
    LeadFactory(owner=zhong, organisation=school, stage=Stage.ENROLLED, furthest=Stage.ENROLLED, next_step_at=None)

    figures = page_of(as_manager, school).select(".kpi-value")

    assert [figure.text for figure in figures] == ["3", "2", "1"]
    assert "105" in page_of(as_manager, school).select(".kpi")[1].text


def test_its_classes_stand_on_a_panel(as_zhong, zhong, school):
    lead, session = LeadFactory(owner=zhong, organisation=school), ClassSessionFactory()
    registrations.open_for(lead.pk, session_id=session.pk, seats=2, by=zhong.user)

    panel = as_zhong.get(reverse("seats:organisation-panel", args=[school.pk]), headers={"HX-Request": "true"})

    assert session.code in panel.text
    assert "<html" not in panel.text


def test_the_list_finds_any_spelling(as_zhong, school):
    LeadFactory(organisation=school, head_count=45)
    LeadFactory(organisation=Organisation.called("中共云岭区委员会"))
    Organisation.called("青禾县委当校")

    def found(text):
        page = as_zhong.get(reverse("desk:organisation-list"), {"q": text})
        return [link.text for link in BeautifulSoup(page.text, "html.parser").select("td a")]

    assert found("青禾") == ["青禾县委党校"]
    assert found("云岭区委员会") == ["中共云岭区委员会"]
    assert found("云岭区委") == ["中共云岭区委员会"]
    assert found("不存在") == []


def test_the_list_counts_leads_of_each(as_zhong, school):
    LeadFactory(organisation=school, head_count=45)
    past = {"stage": Stage.LOST, "lost_reason": "预算", "next_step_at": None}
    LeadFactory(organisation=school, **past)

    page = BeautifulSoup(as_zhong.get(reverse("desk:organisation-list")).text, "html.parser")

    numbers = [cell.text for cell in page.select_one("tbody tr").select("td.num")]
    assert numbers == ["1", "45", "2"]


def test_statements_do_not_grow_with_leads_or_rows(as_zhong, zhong, school):
    assert len(costs(lambda _: LeadFactory(owner=zhong, organisation=school), lambda: page_of(as_zhong, school))) == 1
    listed = reverse("desk:organisation-list")
    add = lambda number: LeadFactory(owner=zhong, organisation=Organisation.called(f"第{number}中学"))  # noqa: E731
    assert len(costs(add, lambda: as_zhong.get(listed))) == 1
