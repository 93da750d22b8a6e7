import pytest

from tests.factories.leads import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_leads(
    as_manager, zhong, qian, liu, number, django_assert_num_queries
):
    for one in range(number):
        ask(phone=f"1380000{one:04d}")
    with django_assert_num_queries(8):
        assert as_manager.get("/reports/funnel/").status_code == 200


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


def test_every_number_leads_to_its_list(as_manager, lead):
    page = as_manager.get("/reports/funnel/").text

    assert "/desk/?tab=all&amp;since=" in page or "/desk/?tab=all&since=" in page
    assert as_manager.get("/desk/?tab=all&since=2026-11-01&until=2026-11-30&reached=new").context["slice"].rows == [
        lead
    ]
