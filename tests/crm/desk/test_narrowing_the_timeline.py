"""The chips above a timeline: each shows its part, says how many there are, and keeps the page's address."""

import pytest
from bs4 import BeautifulSoup

from crm.leads.models import Activity
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.show import Show
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, texts
from crm.leads.services.texts import TextContent
from messaging.gateways.base import Incoming
from messaging.services import replies
from tests.crm.attachments.factory import file_of
from tests.statements import statements

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "timeline"}


@pytest.fixture
def busy(lead, zhong):
    """A lead with something of every group."""
    file_of(lead)
    leads.note(lead.pk, text="要课程表", by=zhong.user)
    texts.send(lead.pk, TextContent("missed_call", {"callback_at": "周三上午"}), by=zhong.user)
    replies.receive(Incoming("sid-1", lead.phone, "好的"))
    leads.advance(lead.pk, to=Stage.PROPOSED, by=zhong.user)
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, note="下周来", by=zhong.user)
    return lead


def shown(client, lead, headers=None, **query):
    page = client.get(f"/desk/leads/{lead.pk}/", query, headers=headers)
    return BeautifulSoup(page.text, "html.parser").select_one("#timeline")


def titles(timeline):
    return [item.strong.text for item in timeline.select(".timeline-item")]


def counts(timeline):
    return {chip["id"].removeprefix("show-"): int(chip.span.text) for chip in timeline.select(".chip")}


def test_each_chip_shows_as_many_entries_as_it_says(as_zhong, busy):
    said = counts(shown(as_zhong, busy))
    parts = {show: len(titles(shown(as_zhong, busy, show=show))) for show in Show.values}

    assert said == parts
    assert said["all"] == sum(count for show, count in said.items() if show != "all")
    assert all(said.values())


def test_what_was_chosen_is_shown_and_nothing_else(as_zhong, busy):
    assert titles(shown(as_zhong, busy, show="calls")) == ["通话"]
    assert titles(shown(as_zhong, busy, show="notes")) == ["记录"]
    assert set(titles(shown(as_zhong, busy, show="texts"))) == {"短信", "回复"}


def test_htmx_gets_the_timeline_alone(as_zhong, busy):
    answer = as_zhong.get(f"/desk/leads/{busy.pk}/", {"tab": "all", "show": "calls"}, headers=HTMX)
    timeline = BeautifulSoup(answer.text, "html.parser")

    assert 'id="inbox"' not in answer.text
    assert "call-box" not in answer.text
    assert timeline.select_one("[aria-current]")["id"] == "show-calls"
    assert timeline.select_one("#show-notes")["href"] == f"/desk/leads/{busy.pk}/?tab=all&show=notes"


def test_the_list_beside_does_not_take_over_the_choice(as_zhong, busy):
    page = BeautifulSoup(as_zhong.get(f"/desk/leads/{busy.pk}/?tab=all&show=calls").text, "html.parser")

    assert page.select_one(".inbox-row")["href"] == f"/desk/leads/{busy.pk}/?tab=all"
    assert not [link["href"] for link in page.select(".tab, .pane-head a") if "show=" in link.get("href", "")]


def test_after_an_act_the_timeline_shows_what_it_showed(as_zhong, busy):
    here = f"http://testserver/desk/leads/{busy.pk}/?tab=all&show=notes"
    headers = {"HX-Request": "true", "HX-Current-URL": here}
    answer = as_zhong.post(f"/desk/leads/{busy.pk}/note/", {"text": "再打"}, headers=headers)
    timeline = BeautifulSoup(answer.text, "html.parser").select_one("#timeline")

    assert titles(timeline) == ["记录", "记录"]
    assert "show=" not in BeautifulSoup(answer.text, "html.parser").select_one(".inbox-row")["href"]


def test_an_undo_stands_in_the_part_and_comes_back_to_it(as_zhong, busy):
    address = f"/desk/leads/{busy.pk}/?tab=all&show=calls"
    undo = shown(as_zhong, busy, show="calls").select_one("form")["action"]
    answer = as_zhong.post(undo, headers={"Referer": f"http://testserver{address}"})

    assert answer["Location"] == address
    assert shown(as_zhong, busy, show="calls").select_one(".is-undone")


@pytest.mark.parametrize("nonsense", ["", "nowhere"])
def test_a_part_that_does_not_exist_is_the_whole(as_zhong, busy, nonsense):
    timeline = shown(as_zhong, busy, show=nonsense)

    assert timeline.select_one("[aria-current]")["id"] == "show-all"
    assert len(titles(timeline)) == counts(timeline)["all"]


def test_a_part_costs_as_many_statements_as_the_whole(as_zhong, busy):
    def cost(**query):
        return statements(lambda: shown(as_zhong, busy, headers=HTMX, **query))

    whole = cost()
    assert {cost(show=show) for show in Show.values} == {whole}
    Activity.objects.bulk_create(
        Activity(lead=busy, kind="noted", at=busy.asked_at, actor=busy.owner.user, text="又打") for _time in range(9)
    )
    assert cost(show="notes") == whole
