"""The inbox opens on one ranked queue, says why its first lead comes first, and goes on to the next by itself."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from consultants.models import Leave
from crm.leads.models import Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.queue import Group, group_of
from crm.leads.services import leads, undo
from kit import clock
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def noon(time_machine):
    at = clock.local(clock.now()).replace(hour=12, minute=0, second=0, microsecond=0)
    time_machine.move_to(at, tick=False)
    return at


def lead_of(owner, name, due_at, *, is_promised=False):
    promise = {"escalation_instants": [due_at] * 4, "escalate_at": due_at} if is_promised else {}
    answered = None if is_promised else clock.now() - HOUR
    return LeadFactory(owner=owner, name=name, next_step_at=due_at, first_response_at=answered, **promise)


@pytest.fixture
def queue(noon, zhong, qian):
    """A lead of every kind, in the order in which they are to be called; then those that are not."""
    Leave.objects.create(consultant=qian, cover=zhong, starts_at=noon - HOUR, ends_at=noon + 9 * HOUR)
    found = [
        lead_of(zhong, "超时", noon - HOUR / 5, is_promised=True),
        lead_of(qian, "代班", noon - 24 * HOUR),
        lead_of(zhong, "逾期", noon - HOUR),
        lead_of(zhong, "首响", noon + 20 * HOUR, is_promised=True),
        lead_of(zhong, "今天", noon + HOUR / 2),
        lead_of(zhong, "没有", None),
    ]
    lead_of(zhong, "明天", noon + 24 * HOUR)
    lead_of(qian, "同事的明天", noon + 24 * HOUR)
    LeadFactory(owner=zhong, stage="lost", lost_reason="预算不够", next_step_at=None)
    LeadFactory(owner=None, pooled_at=noon, next_step_at=None)
    return found


def page_of(answer):
    return BeautifulSoup(answer.text, "html.parser")


def htmx(client, lead, verb, address="", **sent):
    headers = {"HX-Request": "true", "HX-Current-URL": address or f"http://testserver/desk/leads/{lead.pk}/"}
    return client.post(f"/desk/leads/{lead.pk}/{verb}/", sent, headers=headers)


def test_the_queue_is_ranked_and_grouped(as_zhong, queue):
    page = page_of(as_zhong.get("/desk/"))

    assert [row.text for row in page.select(".inbox-name")] == [lead.name for lead in queue]
    assert [one.text for one in page.select(".inbox-group")] == ["已逾期", "待首响", "今日跟进", "还没有下一步"]
    assert [one.text for one in page.select("#queue-sums strong")] == ["3", "1", "1", "1"]
    assert page.select_one(f"#lead-{queue[1].pk} .badge-gold").text == "代钱老师"


def test_the_order_in_the_database_is_that_of_the_rule(queue, zhong, noon):
    rows = Lead.objects.queue_of(zhong.user, noon).by_urgency(noon)
    groups = [group_of(lead.next_step_at, is_promised=lead.escalate_at is not None, at=noon) for lead in rows]

    assert groups == sorted(groups, key=list(Group).index)


def test_a_manager_sees_the_late_leads_of_all_but_no_pool(client, manager, queue):
    client.force_login(manager)

    assert set(client.get("/desk/").context["page_obj"]) == set(queue)


def test_the_desk_opens_on_the_first_lead_and_says_why(as_zhong, queue):
    page = page_of(as_zhong.get("/desk/"))

    assert page.select_one(".lead-name").text.split()[0] == "超时"
    assert page.select_one(".lead-reason").text.split() == [
        "先打这一条。", "承诺今天", "11:48前回电，已超", "12", "分钟。",
    ]  # fmt: skip
    assert page.select_one(f"#lead-{queue[0].pk}")["aria-current"] == "true"
    assert page.select_one(".desk-panes")["data-pane"] == "list"


def test_words_say_for_whom_and_since_when(as_zhong, queue):
    words = page_of(as_zhong.get(f"/desk/leads/{queue[1].pk}/")).select_one(".lead-reason").text

    assert "已逾期 1 天" in words
    assert "钱老师请假，由您代班。" in words
    assert "先打" not in words


def test_place_previous_and_next_stand_on_every_lead(as_zhong, queue):
    page = page_of(as_zhong.get(f"/desk/leads/{queue[2].pk}/"))

    assert page.select_one(".place-words").text.strip() == "第 3 / 6 条"
    assert page.select_one("[data-key=k]")["href"] == f"/desk/leads/{queue[1].pk}/"
    assert page.select_one("[data-key=j]")["href"] == f"/desk/leads/{queue[3].pk}/"
    assert page.select_one("[data-key=j] .place-name").text == "首响"
    assert len(page.select(".place-tick")) == 6


@pytest.mark.parametrize(("number", "following"), [(2, 3), (5, 0)])
def test_a_logged_call_opens_the_next_lead(as_zhong, queue, number, following):
    answer = htmx(as_zhong, queue[number], "call", outcome=Outcome.INTERESTED)
    page = page_of(answer)

    assert answer["HX-Push-Url"] == f"/desk/leads/{queue[following].pk}/"
    assert page.select_one(".lead-name").text.split()[0] == queue[following].name
    assert page.select_one(".place-words").text.strip() == f"第 {max(following + 1, 2)} / 6 条"
    rows = page.select("#rows .inbox-row")
    assert [row["id"] for row in rows if "is-finished" in row["class"]] == [f"lead-{queue[number].pk}"]
    assert len(rows) == 6
    assert page.select_one("[data-undo]") is not None


def test_the_rows_that_come_later_are_without_it(as_zhong, queue):
    htmx(as_zhong, queue[2], "call", outcome=Outcome.INTERESTED)
    headers = {
        "HX-Request": "true",
        "HX-Target": "rows",
        "HX-Current-URL": f"http://testserver/desk/leads/{queue[3].pk}/",
    }
    page = page_of(as_zhong.get("/desk/", {"beside": queue[3].pk}, headers=headers))

    assert len(page.select(".inbox-row")) == 5
    assert page.select_one(".queue-done summary").text.split() == ["已完成", "1", "逾期"]
    assert page.select_one(f"#lead-{queue[3].pk}")["aria-current"] == "true"


def test_without_htmx_the_next_lead_opens_too(as_zhong, queue):
    address = f"/desk/leads/{queue[0].pk}/"
    sent = as_zhong.post(
        f"{address}call/", {"outcome": "interested"}, headers={"Referer": f"http://testserver{address}"}
    )

    assert sent.url == f"/desk/leads/{queue[1].pk}/"


@pytest.mark.parametrize("address", ["?tab=open", "?q=逾期"])
def test_beside_a_plain_list_the_lead_stays_open(as_zhong, queue, address):
    here = f"http://testserver/desk/leads/{queue[2].pk}/{address}"

    assert "HX-Push-Url" not in htmx(as_zhong, queue[2], "call", here, outcome=Outcome.INTERESTED)


def test_the_last_lead_of_the_queue_stays_open(as_zhong, zhong, noon):
    last = lead_of(zhong, "最后", noon - HOUR)

    assert "HX-Push-Url" not in htmx(as_zhong, last, "call", outcome=Outcome.INTERESTED)
    assert "今天的队列已清空" in as_zhong.get("/desk/").text


def test_what_is_undone_is_in_the_queue_again(as_zhong, queue, zhong):
    _lead, action = leads.log_call(queue[2].pk, outcome=Outcome.INTERESTED, by=zhong.user)
    assert as_zhong.get("/desk/").context["done"] == [(queue[2].pk, "逾期")]
    undo.undo(action.pk, by=zhong.user)

    page = as_zhong.get("/desk/")
    assert page.context["done"] == []
    assert list(page.context["page_obj"]) == queue


def test_the_queue_costs_the_same_for_any_number_of_leads(as_zhong, zhong, noon):
    def add(number):
        lead = lead_of(zhong, f"第{number}位", noon - HOUR)
        leads.log_call(lead_of(zhong, f"办完{number}", noon).pk, outcome=Outcome.INTERESTED, by=zhong.user)
        return lead

    assert len(costs(add, lambda: as_zhong.get("/desk/"))) == 1
