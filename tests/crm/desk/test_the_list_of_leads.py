"""The list of leads: filters, columns, order and views; and one act on many leads with one undo."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from crm.desk.models import SavedView
from crm.desk.rules.lead_list import MOST_VIEWS
from crm.desk.services import bulk, saved_views
from crm.leads.models import Action, Activity, Kind, Lead
from crm.leads.services import leads, undo
from kit import clock
from messaging.models import Message
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

LIST, BULK, KEEP = "/desk/leads/", "/desk/leads/bulk/", "/desk/views/"


def names(answer):
    return [link.text for link in BeautifulSoup(answer.text, "html.parser").select("td a[href] strong")]


@pytest.fixture
def three(zhong):
    return [
        LeadFactory(owner=zhong, name="甲主任", head_count=120),
        LeadFactory(owner=zhong, name="乙主任", head_count=30),
        LeadFactory(owner=zhong, name="丙主任", head_count=None, stage="lost", lost_reason="预算", next_step_at=None),
    ]


def test_without_an_address_it_shows_what_is_in_progress(as_zhong, three):
    assert sorted(names(as_zhong.get(LIST))) == ["乙主任", "甲主任"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=largest", ["甲主任", "乙主任", "丙主任"]),
        ("people=100", ["甲主任"]),
        ("state=closed", ["丙主任"]),
        ("tag=老客户", ["乙主任"]),
        ("q=丙", ["丙主任"]),
    ],
)
def test_the_address_narrows_and_orders(as_zhong, three, query, found):
    Lead.objects.filter(name="乙主任").update(tags=["老客户"])

    assert names(as_zhong.get(f"{LIST}?{query}")) == found


def test_columns_are_chosen(as_zhong, three):
    page = as_zhong.get(f"{LIST}?state=open&col=phone&col=budget")

    heads = [head.text.strip() for head in BeautifulSoup(page.text, "html.parser").select("thead th")]
    assert heads == ["选择", "姓名与单位", "电话", "预算"]
    assert three[0].phone[3:] not in page.text


def test_a_colleague_s_leads_are_not_listed(three, qian, client):
    client.force_login(qian.user)

    assert names(client.get(f"{LIST}?sort=newest")) == []


def test_the_list_takes_the_same_statements_for_many(as_zhong, zhong):
    def add(number):
        LeadFactory(owner=zhong, tags=["老客户"])

    assert len(costs(add, lambda: as_zhong.get(LIST))) == 1


def test_a_view_is_kept_changed_removed_and_restored(as_zhong, three, zhong):
    kept = as_zhong.post(KEEP, {"name": "大团", "query": "people=100&page=3&colour=red"}, follow=True)
    view = SavedView.objects.get()
    assert (view.user, view.query) == (zhong.user, "people=100")
    assert names(kept) == ["甲主任"]
    assert "大团" in kept.text

    as_zhong.post(f"{KEEP}{view.pk}/", {"query": "people=200"})
    view.refresh_from_db()
    assert view.query == "people=200"

    removed = as_zhong.post(f"{KEEP}{view.pk}/remove/", follow=True)
    assert f'action="{KEEP}{view.pk}/restore/"' in removed.text
    as_zhong.post(f"{KEEP}{view.pk}/restore/")
    assert SavedView.objects.visible_to(zhong.user).get() == view


def test_a_shared_view_shows_the_reader_s_own_leads(three, zhong, qian, client):
    saved_views.keep(name="大团", query="people=100", is_shared=True, by=zhong.user)
    LeadFactory(owner=qian, name="丁主任", head_count=150)
    client.force_login(qian.user)

    page = client.get(f"{LIST}?people=100&view={SavedView.objects.get().pk}")

    assert "大团" in page.text
    assert names(page) == ["丁主任"]
    assert client.post(f"{KEEP}{SavedView.objects.get().pk}/remove/").status_code == 404


def test_a_name_that_is_taken_is_refused(as_zhong, three, zhong):
    saved_views.keep(name="大团", query="people=100", is_shared=False, by=zhong.user)

    again = as_zhong.post(KEEP, {"name": "大团", "query": "state=open"})

    assert again.status_code == 422
    assert "大团" in BeautifulSoup(again.text, "html.parser").select_one("input[name=name]")["value"]


def test_a_filter_that_cannot_be_read_is_not_kept(as_zhong, three, zhong):
    answer = as_zhong.post(KEEP, {"name": "大团", "query": "people=lots"})
    assert (answer.status_code, SavedView.objects.exists()) == (422, False)
    assert 'value="大团"' in answer.text

    view = saved_views.keep(name="大团", query="people=100", is_shared=False, by=zhong.user)
    assert as_zhong.post(f"{KEEP}{view.pk}/", {"query": "people=lots"}).status_code == 422
    view.refresh_from_db()
    assert view.query == "people=100"


def test_a_user_keeps_only_so_many_views(as_zhong, zhong):
    for number in range(MOST_VIEWS):
        saved_views.keep(name=f"视图{number}", query="", is_shared=False, by=zhong.user)

    assert as_zhong.post(KEEP, {"name": "再一个", "query": ""}).status_code == 422


def sent(chosen, act, **values):
    return {"act": act, "query": "state=open", "lead": [lead.pk for lead in chosen], **values}


def test_a_preview_changes_nothing_and_says_what_would(as_manager, three, qian):
    page = as_manager.post(BULK, sent(three, "assign", to=qian.pk, step="preview"))

    assert "将有 2 条线索变更" in page.text
    assert "丙主任" in page.text
    assert not Lead.objects.filter(owner=qian).exists()
    assert not Action.objects.exists()


def test_many_are_handed_over_with_one_notice_and_one_undo(as_manager, manager, three, zhong, qian):
    answer = as_manager.post(BULK, sent(three, "assign", to=qian.pk, reason="休假", step="do"), follow=True)

    assert set(Lead.objects.filter(owner=qian)) == set(three[:2])
    assert Message.objects.filter(template="desk_handed_over").count() == 1
    assert not Message.objects.filter(template="inquiry_assigned").exists()
    action = Action.objects.get()
    assert f"/{action.pk}/undo/" in answer.text
    undo.undo(action.pk, by=manager)
    assert set(Lead.objects.filter(owner=zhong)) == set(three)


@pytest.mark.parametrize(
    ("act", "values", "check"),
    [
        ("plan", {"due_at": "2027-03-02T09:30", "note": "问审批"}, lambda lead: lead.next_step_note == "问审批"),
        ("advance", {"to": "contacted"}, lambda lead: lead.stage == "contacted"),
        ("advance", {"to": "lost", "lost_reason": "预算取消"}, lambda lead: lead.lost_reason == "预算取消"),
        ("tag", {"add": "老客户 需接站"}, lambda lead: lead.tags == ["老客户", "需接站"]),
    ],
)
def test_each_act_is_done_for_all_and_undone_at_once(as_zhong, zhong, three, act, values, check):
    before = list(Lead.objects.order_by("pk").values("stage", "tags", "next_step_at", "lost_reason"))

    as_zhong.post(BULK, sent(three[:2], act, step="do", **values))

    assert all(check(lead) for lead in Lead.objects.filter(pk__in=[lead.pk for lead in three[:2]]))
    undo.undo(Action.objects.get().pk, by=zhong.user)
    assert list(Lead.objects.order_by("pk").values("stage", "tags", "next_step_at", "lost_reason")) == before


def test_all_pages_are_chosen_at_once(as_zhong, three):
    as_zhong.post(BULK, {"act": "tag", "query": "state=open", "every": "1", "add": "老客户", "step": "do"})

    assert Lead.objects.tagged("老客户").count() == 2


def test_leads_of_others_are_left_alone(three, qian, client):
    client.force_login(qian.user)

    answer = client.post(BULK, sent(three, "tag", add="我的", step="do"))

    assert answer.status_code == 422
    assert not Lead.objects.tagged("我的").exists()


def test_leads_that_are_not_the_user_s_are_counted(as_zhong, three, qian):
    chosen = [*three, LeadFactory(owner=qian)]
    assert "1 条不在您的工作台" in as_zhong.post(BULK, sent(chosen, "tag", add="重点", step="preview")).text
    assert "1 条不在您的工作台" in as_zhong.post(BULK, sent(chosen, "tag", add="重点", step="do"), follow=True).text


def test_too_many_are_refused(as_zhong, three, zhong, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_LEADS", 1)

    assert as_zhong.post(BULK, sent(three, "tag", add="多", step="do")).status_code == 422
    assert not Activity.objects.filter(kind=Kind.CHANGED).exists()


def test_nothing_chosen_is_said(as_zhong, three):
    assert as_zhong.post(BULK, {"open": "tag", "query": ""}).status_code == 422


def test_the_same_form_sent_twice_acts_once(as_zhong, three):
    form = sent(three[:1], "plan", due_at="2027-03-02T09:30", step="do", key="8f7a1f0e-2222-4c55-9d55-0a0b0c0d0e0f")
    as_zhong.post(BULK, form)
    as_zhong.post(BULK, form)

    assert Action.objects.count() == 1


def test_undoing_for_many_comes_back_to_the_list(as_zhong, three):
    as_zhong.post(BULK, sent(three[:2], "tag", add="老客户", step="do"))

    answer = as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/", {"next": f"{LIST}?state=open"})

    assert answer.url == f"{LIST}?state=open"


def test_what_happened_to_one_does_not_keep_the_others_back(as_zhong, zhong, three):
    as_zhong.post(BULK, sent(three[:2], "advance", to="lost", lost_reason="预算", step="do"))
    leads.note(three[0].pk, text="又打来了", by=zhong.user)

    undone = undo.undo(Action.objects.get().pk, by=zhong.user)

    assert undone.unchanged == [three[0].name]
    assert [lead.stage for lead in Lead.objects.filter(pk__in=[lead.pk for lead in three[:2]]).order_by("pk")] == [
        "lost",
        "new",
    ]


def test_a_text_for_many_shows_the_first_and_names_who_lacks_a_value(as_zhong, three):
    Lead.objects.filter(pk=three[0].pk).update(next_step_at=clock.now() + timedelta(days=3))
    Lead.objects.filter(pk=three[1].pk).update(next_step_at=None)

    page = as_zhong.post(BULK, sent(three[:2], "text", content="missed_call", step="preview"))

    assert "第一条短信" in page.text
    assert "资料不全" in page.text
    assert "callback_at" not in page.text
    assert not Message.objects.exists()


def test_only_templates_that_leads_fill_in_are_offered(as_zhong, three):
    page = as_zhong.post(BULK, {"open": "text", "query": "", "lead": [three[0].pk]})

    offered = {one["value"] for one in BeautifulSoup(page.text, "html.parser").select("select[name=content] option")}
    assert "missed_call" in offered
    assert "arrival" not in offered


def test_the_address_of_a_view_alone_shows_what_it_keeps(as_zhong, three, zhong):
    view = saved_views.keep(name="大团", query="people=100", is_shared=False, by=zhong.user)

    assert names(as_zhong.get(f"{LIST}?view={view.pk}")) == ["甲主任"]


def test_a_removed_view_comes_back_only_where_there_is_room(as_zhong, zhong):
    view = saved_views.keep(name="旧的", query="", is_shared=False, by=zhong.user)
    saved_views.remove(view)
    for number in range(MOST_VIEWS):
        saved_views.keep(name=f"视图{number}", query="", is_shared=False, by=zhong.user)

    assert as_zhong.post(f"{KEEP}{view.pk}/restore/").status_code == 422


def test_a_text_for_many_is_undone_from_the_list_by_its_writer_alone(three, manager, zhong, qian, client):
    foreign = LeadFactory(owner=qian, next_step_at=clock.now() + timedelta(days=3))
    Lead.objects.filter(pk=three[0].pk).update(next_step_at=clock.now() + timedelta(days=3))
    client.force_login(manager)
    client.post(BULK, sent([three[0], foreign], "text", content="missed_call", step="do"))
    action = Action.objects.get()

    assert action.leads.count() == 2
    assert not Action.objects.visible_to(zhong.user).exists()
    client.get(LIST)  # the toast of the act itself
    assert f"/actions/{action.pk}/undo/" not in client.get(f"/desk/leads/{three[0].pk}/texts/").text
    assert Action.objects.visible_to(manager).get() == action
