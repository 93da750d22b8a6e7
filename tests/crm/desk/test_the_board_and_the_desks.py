"""The board by stage, and the desks side by side: what they add up to, and moving a lead on them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from consultants.models import Leave
from crm.desk.queries.board import MOST_CARDS
from crm.leads.models import Lead
from crm.leads.services import leads
from kit import clock
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

BOARD, DESKS = "/desk/board/", "/desk/desks/"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def own(zhong, now):
    return LeadFactory(
        owner=zhong, name="何书记", head_count=40, stage="contacted", next_step_at=now + timedelta(days=1)
    )


def column(page, name):
    heading = BeautifulSoup(page.text, "html.parser").find(id=name)
    found = heading if "board-column" in heading.get("class", []) else heading.find_parent(class_="board-column")
    return [link.text for link in found.select(".board-name")], found


def test_a_column_adds_up_all_and_shows_the_most_urgent(as_zhong, own, zhong, now):
    for number in range(MOST_CARDS):
        LeadFactory(owner=zhong, stage="contacted", head_count=10, next_step_at=now + timedelta(days=2 + number))
    LeadFactory(owner=zhong, name="陈老师", stage="contacted", head_count=30, next_step_at=now - timedelta(days=1))

    names, found = column(as_zhong.get(BOARD), "stage-contacted")

    assert names[:2] == ["陈老师", "何书记"]
    assert len(names) == MOST_CARDS
    assert found.select_one(".board-people strong").text == str(40 + 30 + 10 * MOST_CARDS)
    listed = as_zhong.get(found.select_one(".board-more")["href"])
    assert listed.context["sums"]["leads"] == MOST_CARDS + 2


def test_the_filters_of_the_list_narrow_the_board(as_zhong, own, zhong):
    LeadFactory(owner=zhong, name="乙主任", stage="contacted", head_count=9)

    assert column(as_zhong.get(f"{BOARD}?people=20"), "stage-contacted")[0] == ["何书记"]
    assert as_zhong.get(f"{BOARD}?since=2026-13-01").context["sums"]["leads"] == 0


def test_a_card_moves_and_undo_puts_it_back_on_the_board(as_zhong, own):
    sent = {"to": "qualified", "seen": "contacted", "back": "people=20"}
    page = as_zhong.post(f"{BOARD}{own.pk}/", sent, follow=True)

    assert page.request["QUERY_STRING"] == "people=20"
    assert column(page, "stage-qualified")[0] == ["何书记"]
    undo = BeautifulSoup(page.text, "html.parser").select_one("[data-undo]").find_parent("form")
    back = as_zhong.post(undo["action"], {"next": undo.select_one("[name=next]")["value"]}, follow=True)
    assert column(back, "stage-contacted")[0] == ["何书记"]


def test_a_lost_lead_needs_its_reason_and_keeps_the_choice(as_zhong, own):
    sent = {"to": "lost", "seen": "contacted", "back": ""}
    refused = as_zhong.post(f"{BOARD}{own.pk}/", sent, headers={"HX-Request": "true"})

    assert refused.status_code == 422
    assert BeautifulSoup(refused.text, "html.parser").select_one("[name=to][value=lost]").has_attr("checked")
    assert Lead.objects.get(pk=own.pk).stage == "contacted"

    as_zhong.post(f"{BOARD}{own.pk}/", sent | {"usual_reason": "budget"})
    assert Lead.objects.get(pk=own.pk).stage == "lost"


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"to": "qualified", "seen": "new"}, 422), ({"to": "enrolled", "seen": "contacted"}, 422)],
    ids=["moved meanwhile", "not by hand"],
)
def test_what_may_not_move_stays(as_zhong, own, sent, status):
    assert as_zhong.post(f"{BOARD}{own.pk}/", sent).status_code == status
    assert Lead.objects.get(pk=own.pk).stage == "contacted"


@pytest.mark.parametrize("page", [BOARD, DESKS])
def test_many_leads_cost_the_same_and_few_nodes(as_manager, zhong, qian, now, page):
    stages = ["new", "contacted", "qualified", "proposed"]

    def add(number):
        owner = (zhong, qian)[number % 2]
        LeadFactory(owner=owner, stage=stages[number % 4], furthest=stages[number % 4], theme="党性教育")

    assert len(costs(add, lambda: as_manager.get(page))) == 1
    assert len(BeautifulSoup(as_manager.get(page).text, "html.parser").find_all(True)) <= 1500


def test_a_desk_shows_figures_calls_and_who_stands_in(as_manager, own, zhong, qian, now):
    LeadFactory(owner=zhong, next_step_at=now - timedelta(hours=1), first_response_at=now)
    called = LeadFactory(owner=zhong)
    leads.log_call(called.pk, outcome="interested", by=zhong.user)
    Leave.objects.create(consultant=qian, cover=zhong, starts_at=now, ends_at=now + timedelta(days=2))

    desks = {desk.consultant: desk for desk in as_manager.get(DESKS).context["desks"]}

    assert desks[zhong].figures == {"leads": 3, "waiting": 1, "late": 1, "today": 1}
    assert (desks[zhong].calls, desks[zhong].load.given) == (1, 3)
    assert desks[qian].cover == zhong


def test_a_lead_goes_to_another_desk_unless_it_went_before(as_manager, manager, own, zhong, qian, liu):
    sent = {"to": qian.pk, "seen": zhong.pk}
    page = as_manager.post(f"{DESKS}{own.pk}/", sent, follow=True)

    assert column(page, f"desk-{qian.pk}")[0] == ["何书记"]
    stale = as_manager.post(f"{DESKS}{own.pk}/", sent | {"to": liu.pk})
    assert stale.status_code == 422
    assert "钱老师" in stale.text
    assert Lead.objects.get(pk=own.pk).owner == qian
