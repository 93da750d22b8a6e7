"""The likely duplicates of a desk stand in a list, until they are merged or said to be two people."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from crm.leads.models import Lead, LeadPhone, NotDuplicate, Organisation
from crm.leads.queries.duplicate_pairs import leads_with_duplicates, pairs
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

ENDED = {"stage": "lost", "lost_reason": "预算", "next_step_at": None}


def found(user):
    """The names of each pair, the newer one first."""
    return [(pair.lead.name, pair.duplicate.lead.name) for pair in pairs(leads_with_duplicates(user), to=user)]


def rows(client):
    page = BeautifulSoup(client.get("/desk/duplicates/").text, "html.parser")
    return page.select(".duplicate")


@pytest.fixture
def twins(zhong, monday):
    """Two leads with one number, the second asked later."""
    first = LeadFactory(owner=zhong, name="甲", asked_at=monday)
    second = LeadFactory(owner=zhong, name="乙", asked_at=monday + timedelta(days=1))
    LeadPhone.objects.create(lead=second, phone=first.phone)
    return first, second


def test_each_pair_of_a_kind_stands_there_once(twins, zhong, monday):
    school, twin = Organisation.called("青禾县委党校"), Organisation.called("青禾县委当校")
    later = [monday + timedelta(days=days) for days in range(2, 8)]
    LeadFactory(owner=zhong, name="冯老师", organisation=school, asked_at=later[0])
    LeadFactory(owner=zhong, name="冯老师", organisation=school, asked_at=later[1])
    LeadFactory(owner=zhong, name="风老师", organisation=twin, asked_at=later[2])
    one, other = (LeadFactory(owner=zhong, name="丙", asked_at=at) for at in later[3:5])
    for lead in (one, other):
        LeadPhone.objects.create(lead=lead, phone="+8613900007777")

    assert found(zhong.user) == [
        ("丙", "丙"),
        ("风老师", "冯老师"),
        ("风老师", "冯老师"),
        ("冯老师", "冯老师"),
        ("乙", "甲"),
    ]


def test_what_is_another_visitor_or_long_ago_is_no_pair(zhong, qian, monday):
    LeadFactory(owner=zhong, phone="+867968970353", name="吴女士")
    LeadFactory(owner=zhong, phone="+867968970353", name="李科长")
    open_lead = LeadFactory(owner=zhong, name="甲", asked_at=monday)
    LeadFactory(owner=zhong, phone=open_lead.phone, asked_at=monday - timedelta(days=31), **ENDED)
    for lead in LeadFactory.create_batch(2, owner=qian):
        LeadPhone.objects.create(lead=lead, phone="+8613900007777")

    assert found(zhong.user) == []
    LeadFactory(owner=qian, phone=open_lead.phone, name="乙", asked_at=monday - timedelta(days=29), **ENDED)
    assert found(zhong.user) == [("甲", "乙")]


def test_the_page_leads_to_the_merge_or_to_a_colleague(as_zhong, twins, qian):
    theirs = LeadFactory(owner=qian, name="丁")
    LeadPhone.objects.create(lead=theirs, phone=twins[0].phone)

    shown = {row.select(".duplicate-side")[1].get_text(): row for row in rows(as_zhong)}
    own = next(row for name, row in shown.items() if "甲" in name)
    colleague_s = [row for name, row in shown.items() if "丁" in name]
    assert own.select_one("a.button")["href"] == f"/desk/leads/{twins[1].pk}/merge/{twins[0].pk}/"
    assert colleague_s
    assert all("钱老师" in row.text and not row.select("a.button") for row in colleague_s)
    assert theirs.get_absolute_url() not in str(shown)


def test_two_people_are_hidden_and_shown_again(as_zhong, twins):
    there = f"/desk/leads/{twins[1].pk}/duplicates/{twins[0].pk}/"
    for _twice in range(2):
        said = as_zhong.post(there, follow=True)
    pair = NotDuplicate.objects.get()

    assert f"/desk/duplicates/{pair.pk}/restore/" in said.text
    assert rows(as_zhong) == []
    assert 'id="duplicates"' not in as_zhong.get(twins[0].get_absolute_url()).text
    as_zhong.post(f"/desk/duplicates/{pair.pk}/restore/")
    assert len(rows(as_zhong)) == 1


def test_nobody_else_says_that_they_are_two(client, twins, qian, zhong):
    client.force_login(qian.user)
    assert client.post(f"/desk/leads/{twins[1].pk}/duplicates/{twins[0].pk}/").status_code == 404
    stranger = LeadFactory(owner=zhong)
    client.force_login(zhong.user)
    assert client.post(f"/desk/leads/{twins[1].pk}/duplicates/{stranger.pk}/").status_code == 404
    client.post(f"/desk/leads/{twins[1].pk}/duplicates/{twins[0].pk}/")
    client.force_login(qian.user)
    assert client.post(f"/desk/duplicates/{NotDuplicate.objects.get().pk}/restore/").status_code == 404


def test_many_pairs_cost_as_many_statements_as_one(as_manager, zhong):
    def add(_number):
        first, second = LeadFactory.create_batch(2, owner=zhong)
        LeadPhone.objects.create(lead=second, phone=first.phone)

    assert len(costs(add, lambda: rows(as_manager), sizes=(1, 3, 30))) == 1
    assert Lead.objects.count() == 60
