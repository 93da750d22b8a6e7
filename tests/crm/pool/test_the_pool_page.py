from datetime import timedelta

import pytest
from django.test import Client

from crm.leads.models import Action, DeskRules, Lead
from crm.leads.services import leads
from crm.pool.services import pool
from kit import clock
from tests.factories.leads import LeadFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


def lie(number=1, **values):
    values = {"owner": None, "pooled_at": clock.now(), "next_step_at": None} | values
    return LeadFactory.create_batch(number, **values)


def test_the_page_costs_the_same_for_any_number_of_leads(as_zhong, qian):
    def shown():
        as_zhong.get("/desk/pool/")

    lie(1, pooled_from=qian)
    before = statements(shown)
    lie(9, pooled_from=qian)

    assert statements(shown) == before


def test_numbers_are_masked_until_a_claim_or_a_look(as_zhong):
    (lead,) = lie(phone="+8613900002208")
    page = as_zhong.get("/desk/pool/").text
    assert "139****2208" in page
    assert "13900002208" not in page

    assert "13900002208" not in as_zhong.get(f"/desk/leads/{lead.pk}/").text
    assert "tel:+8613900002208" in as_zhong.post(f"/desk/leads/{lead.pk}/reveal/", {"purpose": "read"}).text


def test_one_button_claims_and_the_next_page_offers_to_undo_it(as_zhong, zhong):
    (lead,) = lie()
    page = as_zhong.post(f"/desk/leads/{lead.pk}/claim/", follow=True).text

    lead.refresh_from_db()
    assert lead.owner == zhong
    assert f"/desk/actions/{Action.objects.get().pk}/undo/" in page


def test_undoing_from_the_page_puts_it_back(as_zhong):
    (lead,) = lie()
    as_zhong.post(f"/desk/leads/{lead.pk}/claim/")
    page = as_zhong.get("/desk/pool/").text
    assert f"/desk/actions/{Action.objects.get().pk}/undo/" in page

    as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/")
    assert Lead.objects.in_pool().get() == lead


@pytest.mark.parametrize(
    ("page", "shown"),
    [("/desk/pool/?page=1", "/desk/pool/?page=1"), ("https://example.com/", "/desk/"), ("", "/desk/")],
)
def test_an_undo_refused_says_why_on_the_page_of_its_button(as_zhong, zhong, page, shown):
    (lead,) = lie()
    as_zhong.post(f"/desk/leads/{lead.pk}/claim/")
    leads.note(lead.pk, text="又来电话了", by=zhong.user)
    answer = as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/", {"next": page}, follow=True)

    assert answer.redirect_chain[-1][0] == shown
    assert "不能再撤销" in answer.text


def test_a_colleague_cannot_undo_it(as_zhong, qian):
    (lead,) = lie()
    as_zhong.post(f"/desk/leads/{lead.pk}/claim/")
    stranger = Client()
    stranger.force_login(qian.user)

    assert stranger.post(f"/desk/actions/{Action.objects.get().pk}/undo/").status_code == 404


def test_a_slower_consultant_reads_who_was_quicker(as_zhong, qian, liu):
    lead = LeadFactory(owner=liu)
    pool.give_back(lead.pk, by=liu.user, reason="")
    page = as_zhong.get("/desk/pool/")
    pool.claim(lead.pk, by=qian.user)
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/claim/")

    assert page.status_code == 200
    assert answer.status_code == 422
    assert qian.name in answer.text
    assert lead.phone not in answer.text


def test_a_lead_just_lost_cannot_be_claimed_back_and_says_from_when(as_zhong, zhong):
    (lead,) = lie(pooled_from=zhong)
    assert "起可再领取" in as_zhong.get("/desk/pool/").text

    answer = as_zhong.post(f"/desk/leads/{lead.pk}/claim/")
    assert answer.status_code == 422
    assert "上一位负责人" in answer.text


def test_a_lead_lost_days_ago_can_be_claimed_again(as_zhong, zhong):
    (lead,) = lie(pooled_from=zhong, pooled_at=clock.now() - timedelta(days=4))

    assert f"/desk/leads/{lead.pk}/claim/" in as_zhong.get("/desk/pool/").text
    assert as_zhong.post(f"/desk/leads/{lead.pk}/claim/").status_code == 302


@pytest.mark.parametrize(
    ("query", "count"),
    [({"q": "李"}, 1), ({"stage": "contacted"}, 1), ({"source": "hotline"}, 1), ({}, 2), ({"stage": "?"}, 0)],
)
def test_the_list_is_narrowed(as_zhong, query, count):
    lie()
    lie(name="李女士", stage="contacted", furthest="contacted", source="hotline")

    assert len(as_zhong.get("/desk/pool/", query).context["rows"]) == count


def test_pages_follow_each_other(as_zhong):
    lie(27)

    assert len(as_zhong.get("/desk/pool/").context["rows"]) == 25
    assert len(as_zhong.get("/desk/pool/", {"page": 2}).context["rows"]) == 2


def test_an_owner_keeps_and_lets_go(as_zhong, lead):
    page = as_zhong.post(f"/desk/leads/{lead.pk}/keep/", {"kept": "1"}, follow=True).text
    assert "已锁定" in page

    as_zhong.post(f"/desk/leads/{lead.pk}/keep/", {"kept": "0"})
    lead.refresh_from_db()
    assert lead.kept_at is None


def test_an_owner_puts_a_lead_into_the_pool(as_zhong, lead):
    as_zhong.post(f"/desk/leads/{lead.pk}/give-back/", {"reason": "外地出差"})

    assert Lead.objects.in_pool().get() == lead


def test_a_cover_can_do_neither(client, lead, qian):
    Lead.objects.update(backup=qian)
    client.force_login(qian.user)

    assert client.get(f"/desk/leads/{lead.pk}/").status_code == 200
    assert client.post(f"/desk/leads/{lead.pk}/give-back/").status_code == 404
    assert client.post(f"/desk/leads/{lead.pk}/keep/", {"kept": "1"}).status_code == 404


def test_the_box_for_calls_is_gone_while_there_is_no_owner(as_zhong):
    (lead,) = lie()
    page = as_zhong.get(f"/desk/leads/{lead.pk}/").text

    assert f"/desk/leads/{lead.pk}/claim/" in page
    assert f"/desk/leads/{lead.pk}/call/" not in page
    assert f"/desk/leads/{lead.pk}/note/" not in page


def test_a_manager_assigns_from_the_lead_s_page(as_manager, qian):
    (lead,) = lie()
    assert f"/desk/leads/{lead.pk}/assign/" in as_manager.get(f"/desk/leads/{lead.pk}/").text

    as_manager.post(f"/desk/leads/{lead.pk}/assign/", {"to": qian.pk})
    lead.refresh_from_db()
    assert lead.owner == qian


def test_the_manager_s_list_names_the_pool_where_a_name_would_be(as_manager):
    lie()

    assert "公海" in as_manager.get("/desk/", {"tab": "open"}).text
    assert len(as_manager.get("/desk/", {"in_pool": "1"}).context["page_obj"].object_list) == 1


RULES = {
    "days_new": "2",
    "days_contacted": "7",
    "days_qualified": "15",
    "days_proposed": "",
    "warn_days": "1",
    "keep_quota": "20",
    "claims_a_day": "10",
    "reveals_a_day": "20",
    "reveals_an_hour": "30",
    "cooldown_days": "3",
    "manager_phone": "199 0000 0000",
    "version": "1",
}


def test_rules_are_tried_before_they_are_saved(as_manager, zhong):
    LeadFactory(owner=zhong, touched_at=clock.now() - timedelta(days=9))
    page = as_manager.post("/desk/rules/", RULES | {"preview": "1"}).text

    assert "当前有 1 条线索" in page
    assert not DeskRules.objects.exists()


def test_rules_are_saved(as_manager):
    assert as_manager.post("/desk/rules/", RULES).status_code == 302
    saved = DeskRules.objects.get()
    assert (saved.days_new, saved.days_proposed, saved.manager_phone, saved.version) == (2, None, "+8619900000000", 2)


def test_of_two_managers_editing_at_once_the_later_one_is_told(as_manager):
    as_manager.post("/desk/rules/", RULES)
    answer = as_manager.post("/desk/rules/", RULES | {"days_new": "30"})

    assert answer.status_code == 422
    assert "您填写的内容还在" in answer.text
    assert "现在是：2" in answer.text
    assert DeskRules.objects.get().days_new == 2
    again = {field.html_name: field.value() or "" for field in answer.context["form"]}
    assert as_manager.post("/desk/rules/", again).status_code == 302
    assert DeskRules.objects.get().days_new == 30


@pytest.mark.parametrize(
    "wrong", [{"days_new": "1"}, {"days_new": "99"}, {"warn_days": "0"}, {"manager_phone": "12"}, {"keep_quota": "-1"}]
)
def test_rules_that_make_no_sense_come_back_with_the_reason(as_manager, wrong):
    answer = as_manager.post("/desk/rules/", RULES | wrong)

    assert answer.status_code == 422
    assert "form-errors" in answer.text
    assert not DeskRules.objects.exists()


def test_the_report_has_a_row_for_the_pool(as_manager):
    lie()

    assert "in_pool=1" in as_manager.get("/reports/funnel/").text


def test_after_handing_over_the_inbox_offers_to_undo_it(as_zhong, lead, qian):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/assign/", {"to": qian.pk}, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/desk/"
    assert f"/desk/actions/{Action.objects.get().pk}/undo/" in as_zhong.get("/desk/").text


def test_trying_the_keys_of_colleagues_leads_tells_nothing(as_zhong, qian):
    lead = LeadFactory(owner=qian)

    assert as_zhong.post(f"/desk/leads/{lead.pk}/claim/").status_code == 404


def test_who_has_claimed_a_lead_already_is_told_so(as_zhong, zhong):
    (lead,) = lie(pooled_from=None)
    as_zhong.post(f"/desk/leads/{lead.pk}/claim/")
    again = as_zhong.post(f"/desk/leads/{lead.pk}/claim/", follow=True)

    assert again.redirect_chain[-1][0] == f"/desk/leads/{lead.pk}/"
    assert "已经是您的线索" in again.text


def test_locking_and_unlocking_are_told_apart(as_zhong, lead):
    for kept in "10":
        as_zhong.post(f"/desk/leads/{lead.pk}/keep/", {"kept": kept})
    done = as_zhong.get("/desk/pool/").text.partition("pool-done")[2].partition("</section>")[0]

    assert [done.count(words) for words in ("锁定", "解除锁定")] == [2, 1]


def test_an_undo_comes_back_to_the_page_of_its_button(as_zhong):
    (lead,) = lie()
    page = as_zhong.post(f"/desk/leads/{lead.pk}/claim/", follow=True)
    toast = page.text.partition("data-toast>")[2].partition("</form>")[0]
    came_from = toast.partition('name="next" value="')[2].partition('"')[0]
    answer = as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/", {"next": came_from})

    assert answer.url == f"/desk/leads/{lead.pk}/"


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [("4001", True), ("001", True), ("199 0000 4001", True), ("1990", False), ("0000", False), ("04001", False)],
)
def test_a_hidden_number_is_not_found_out_digit_by_digit(as_zhong, typed, is_found):
    LeadFactory(
        owner=None, pooled_at=clock.now(), next_step_at=None, escalate_at=None, name="隐名", phone="+8619900004001"
    )

    assert ("隐名" in as_zhong.get("/desk/pool/", {"q": typed}).text) is is_found
