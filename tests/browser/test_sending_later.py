"""Calls and notes without a connection: kept on the device, shown as not sent, sent later, and written once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from crm.leads.models import Activity, Kind, Lead
from kit import clock
from tests.browser.test_a_bad_connection import lead, signed_in  # noqa: F401  (a fixture)
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def lose_the_answer(page, address):
    """The server commits, and the browser never hears of it; once."""

    def drop(route):
        route.fetch()
        route.abort()

    page.route(address, drop, times=1)


def write(page, text):
    page.locator("#note-text").fill(text)
    page.get_by_role("button", name="保存", exact=True).click()


def test_a_call_and_a_note_without_a_connection_are_sent_later(page, lead, complaints):  # noqa: F811
    unsent = page.locator("#unsent")
    expect(unsent).to_be_hidden()
    page.keyboard.press("c")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("radio", name="有意向").check(force=True)
    page.locator("#call-note").fill("六十人分两批")
    page.get_by_role("button", name="保存通话").click()
    expect(unsent).to_contain_text("六十人分两批")
    write(page, "接站改到十三日晚")
    expect(unsent.get_by_role("listitem")).to_have_count(2)
    expect(unsent).to_contain_text(f"{lead.name} 有意向")
    expect(page.locator("#note-text")).to_have_value("")

    page.context.set_offline(False)
    expect(unsent.get_by_role("listitem")).to_have_count(0)
    unsent.get_by_role("link", name="显示最新页面").click()
    expect(page.locator(".timeline")).to_contain_text("接站改到十三日晚")
    expect(page.locator(".timeline")).to_contain_text("有意向")
    assert Activity.objects.get(kind=Kind.CALLED).text == "六十人分两批"
    complaints.clear()


def test_what_waits_survives_the_tab_and_an_ended_session(page, lead, complaints):  # noqa: F811
    page.route("**/note/", lambda route: route.abort())
    write(page, "对方要报价")
    expect(page.locator("#unsent")).to_contain_text("对方要报价")
    Session.objects.all().delete()
    page.unroute_all()
    page.locator("#unsent").get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("link", name="登录后发送")).to_be_visible()

    signed_in(page, lead.owner.user)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#unsent").get_by_role("listitem")).to_have_count(0)
    assert Activity.objects.get(kind=Kind.NOTED).text == "对方要报价"
    complaints.clear()


@pytest.mark.parametrize("reloaded", [False, True])
def test_a_note_whose_answer_is_lost_is_written_once(page, lead, complaints, reloaded):  # noqa: F811
    lose_the_answer(page, "**/note/")
    write(page, "对方要报价")
    expect(page.locator("#unsent")).to_contain_text("对方要报价")
    if reloaded:
        page.reload()
    else:
        page.locator("#unsent").get_by_role("button", name="再试一次").click()

    expect(page.locator("#unsent").get_by_role("listitem")).to_have_count(0)
    assert Activity.objects.filter(kind=Kind.NOTED).count() == 1
    complaints.clear()


def test_a_refused_record_stays_with_the_reason(page, lead, qian, complaints):  # noqa: F811
    page.context.set_offline(True)
    write(page, "对方要报价")
    Lead.objects.update(owner=qian)
    page.context.set_offline(False)
    unsent = page.locator("#unsent")
    expect(unsent).to_contain_text("已不在您的工作台")
    page.on("dialog", lambda dialog: dialog.accept())
    unsent.get_by_role("button", name="丢弃").click()
    expect(unsent).to_be_hidden()
    complaints.clear()


def test_signing_out_asks_about_what_is_not_sent(page, lead, complaints):  # noqa: F811
    page.route("**/note/", lambda route: route.abort())
    write(page, "对方要报价")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="退出登录").first.click()
    expect(page.locator("#unsent")).to_contain_text("对方要报价")
    assert "1 条" in asked[0]
    complaints.clear()


@pytest.mark.parametrize(
    ("ago", "is_said"), [(timedelta(minutes=20), True), (timedelta(seconds=5), False), (timedelta(days=99), False)]
)
def test_the_timeline_says_when_it_was_written(as_zhong, zhong, ago, is_said):
    own = LeadFactory(owner=zhong)
    body = {"text": "六十人", "written_at": (clock.now() - ago).isoformat()}
    answer = as_zhong.post(f"/desk/leads/{own.pk}/note/", body, follow=True)
    assert ("断网时写下" in answer.text) is is_said
