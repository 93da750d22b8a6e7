"""Each action on a lead brings the counts of the list and the row of the lead up to date."""

import pytest
from bs4 import BeautifulSoup

from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def do(as_zhong, lead):
    """Act on the lead as htmx does, with the list of one tab beside it."""

    def post(verb, *, tab="queue", **sent):
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/desk/leads/{lead.pk}/?tab={tab}"}
        return as_zhong.post(f"/desk/leads/{lead.pk}/{verb}/", sent, headers=headers)

    return post


def counts(answer):
    tabs = BeautifulSoup(answer.text, "html.parser").select_one("#tabs")
    return {tab["href"].rpartition("=")[2]: tab.select_one(".tab-count") for tab in tabs.select(".tab")} | {
        "current": tabs.select_one("[aria-current]")["href"].rpartition("=")[2]
    }


def test_a_call_brings_the_tabs_with_their_counts(do, zhong):
    LeadFactory(owner=zhong)
    answer = do("call", outcome=Outcome.INTERESTED)

    shown = counts(answer)
    assert shown["queue"].text == "1"
    assert shown["open"].text == "2"
    assert shown["current"] == "queue"
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("#tabs")["hx-swap-oob"] == "true"
    assert page.select_one('[hx-swap-oob="innerHTML:.nav-waiting"]').text == "1"
    assert [one.text for one in page.select("#queue-sums strong")] == ["1", "0", "0"]


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("advance", {"to": Stage.LOST, "lost_reason": "预算不够"}),
        ("call", {"outcome": Outcome.WRONG_NUMBER}),
    ],
)
def test_what_ends_a_lead_empties_the_counts(do, verb, sent):
    shown = counts(do(verb, tab="open", **sent))

    assert (shown["queue"].text, shown["open"].text, shown["current"]) == ("0", "0", "open")


def test_the_last_answer_owed_leaves_no_number_in_the_navigation(do):
    page = BeautifulSoup(do("call", outcome=Outcome.INTERESTED).text, "html.parser")

    assert page.select_one('[hx-swap-oob="innerHTML:.nav-waiting"]').text == ""


def test_looking_at_a_lead_brings_no_counts(as_zhong, lead):
    page = as_zhong.get(f"/desk/leads/{lead.pk}/", headers={"HX-Request": "true"})

    assert 'id="tabs"' not in page.text
