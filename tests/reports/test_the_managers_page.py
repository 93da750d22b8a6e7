import re
from datetime import date

import pytest

from crm.leads.rules.sources import Source
from reports.period import week_of
from tests.factories.leads import ask
from tests.statements import statements

pytestmark = pytest.mark.django_db


def test_the_page_costs_the_same_for_any_number_of_leads(as_manager, zhong, qian, liu):
    def shown():
        assert as_manager.get("/reports/funnel/").status_code == 200

    ask(phone="13800009999")
    one = statements(shown)
    for number in range(9):
        ask(phone=f"1380000{number:04d}")

    assert statements(shown) == one


def test_a_consultant_has_no_business_here(as_zhong):
    assert as_zhong.get("/reports/funnel/").status_code == 403


@pytest.mark.parametrize("span", ["week", "month", "quarter", "half"])
def test_each_usual_period_opens(as_manager, lead, span):
    assert as_manager.get("/reports/funnel/", {"span": span}).status_code == 200


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-11-20", "2026-11-01", "结束日期早于开始日期"),
        ("", "2026-11-01", "请选择起止日期"),
        ("2000-01-01", "2026-11-01", "时间跨度请不超过三年"),
    ],
)
def test_dates_that_make_no_period_are_told_why(as_manager, since, until, words):
    answer = as_manager.get("/reports/funnel/", {"span": "custom", "since": since, "until": until})

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("dates", [("2026-11-01", "9999-12-31"), ("0001-01-01", "2026-11-01")])
def test_dates_at_the_edge_of_the_calendar_are_refused(as_manager, dates):
    since, until = dates
    answer = as_manager.get("/reports/funnel/", {"since": since, "until": until})

    assert answer.status_code == 422
    assert "2099" in answer.text
    assert as_manager.get("/desk/", {"tab": "all", "since": since, "until": until}).status_code == 200


def test_two_dates_alone_are_the_period(as_manager):
    period = as_manager.get("/reports/funnel/", {"since": "2026-11-02", "until": "2026-11-08"}).context["period"]

    assert (period.since, period.until) == (date(2026, 11, 2), date(2026, 11, 8))


def test_an_empty_report_says_so(as_manager, zhong):
    assert "这段时间没有咨询" in as_manager.get("/reports/funnel/").text


def test_this_week_is_compared_with_the_same_weekdays():
    before = week_of(date(2026, 11, 26)).before

    assert (before.since, before.until) == (date(2026, 11, 16), date(2026, 11, 19))


def test_each_linked_number_opens_exactly_its_rows(as_manager, zhong, qian):
    for number in range(7):
        ask(phone=f"1380000{number:04d}", source=list(Source)[number % len(Source)])
    links = re.findall(r'<a[^>]*href="(/desk/[^"]*)"[^>]*>\s*(\d+)\s*</a>', as_manager.get("/reports/funnel/").text)

    assert len(links) > 6
    for address, number in links:
        rows = as_manager.get(address.replace("&amp;", "&")).context["page_obj"].object_list
        assert len(rows) == int(number), address


def test_every_number_leads_to_its_list(as_manager, lead):
    page = as_manager.get("/reports/funnel/").text

    assert "/desk/?tab=all&amp;since=" in page or "/desk/?tab=all&since=" in page
    listed = as_manager.get("/desk/?tab=all&since=2026-11-01&until=2026-11-30&reached=new").context["page_obj"]
    assert list(listed) == [lead]
