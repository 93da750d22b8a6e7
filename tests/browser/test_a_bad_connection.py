"""A failed request is seen, keeps what was typed, and can be sent again; an ended session is begun anew."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.stages import Stage
from tests.factories import content
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-password-of-the-journey"


def signed_in(page, user):
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )


@pytest.fixture
def lead(page, zhong):
    zhong.user.set_password(PASSWORD)
    zhong.user.save(update_fields=["password"])
    found = LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{found.pk}/", wait_until="networkidle")
    return found


def test_a_stray_digit_does_nothing_until_the_call_box_is_open(page, lead):
    page.keyboard.press("5")
    page.wait_for_timeout(500)
    assert Lead.objects.get().stage == lead.stage

    page.keyboard.press("c")
    expect(page.locator(".outcomes .chip").first).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline-item", has_text="通话").first).to_be_visible()
    assert Activity.objects.filter(kind=Kind.CALLED).exists()
    assert Lead.objects.get().stage != Stage.LOST


def test_sent_again_a_usual_reason_of_loss_is_saved(page, lead, complaints):
    page.get_by_text("放弃", exact=True).click()
    page.context.set_offline(True)
    page.get_by_role("button", name="预算不够").click()
    error = page.get_by_role("alert")
    expect(error).to_be_visible()

    page.context.set_offline(False)
    error.get_by_role("button").click()
    expect(page.locator(".timeline")).to_contain_text("预算不够")
    assert Lead.objects.get().stage == Stage.LOST
    complaints.clear()


@pytest.mark.parametrize("fault", ["500", "503", "403"])
def test_a_note_that_fails_stays_and_is_sent_again(page, lead, complaints, fault):
    page.route("**/note/", lambda route: route.fulfill(status=int(fault), body="<!doctype html><h1>no</h1>"))
    page.locator("#note-text").fill("下周三再打")
    page.get_by_role("button", name="保存").click()
    error = page.get_by_role("alert")
    expect(error).to_be_visible()
    expect(error.get_by_role("button")).to_be_focused()
    expect(error.filter(has_text="系统正忙")).to_have_count(1 if fault == "503" else 0)
    expect(page.locator("#note-text")).to_have_value("下周三再打")

    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator(".timeline-card")).to_have_text("下周三再打")
    expect(page.locator("#note-text")).to_have_value("")
    complaints.clear()


def test_after_signing_in_again_in_a_dialogue_the_note_is_sent(page, lead, complaints):
    page.locator("#note-text").fill("对方要报价")
    Session.objects.all().delete()
    cache.clear()
    page.get_by_role("button", name="保存").click()
    dialog = page.locator("#net-sign-in")
    expect(dialog).to_be_visible()
    page.locator("#net-password").fill("wrong")
    page.keyboard.press("Enter")
    expect(dialog.locator("[data-words]")).not_to_be_empty()
    page.locator("#net-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".timeline-card")).to_have_text("对方要报价")
    expect(dialog).not_to_be_visible()
    complaints.clear()


def test_a_browser_that_lost_its_cookies_says_so_and_sends_again(page, lead, complaints):
    page.locator("#note-text").fill("对方要报价")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="保存").click()
    error = page.get_by_role("alert")
    expect(error).to_contain_text("Cookie 已丢失")
    error.get_by_role("button").click()
    expect(page.locator(".timeline-card")).to_have_text("对方要报价")

    page.locator("#note-text").fill("下周三再打")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存").click()
    page.locator("#net-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".timeline-card").first).to_have_text("下周三再打")
    complaints.clear()


def test_a_lead_that_went_to_a_colleague_keeps_what_was_typed(page, lead, qian, complaints):
    page.locator("#note-text").fill("对方要报价")
    Lead.objects.update(owner=qian)
    page.get_by_role("button", name="保存").click()
    error = page.get_by_role("alert")
    expect(error).to_contain_text("同事已接手")
    expect(page.locator("#note-text")).to_have_value("对方要报价")
    error.get_by_role("link").click()
    expect(page.locator(".inbox")).to_be_visible()
    complaints.clear()


def test_an_unsaved_note_survives_a_reload_until_it_is_saved(page, lead):
    page.locator("#note-text").fill("没写完")
    page.reload()
    expect(page.locator("#note-text")).to_have_value("没写完")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".timeline-card")).to_have_text("没写完")
    page.reload()
    expect(page.locator("#note-text")).to_have_value("")


# What an answer without a page of ours is taken for.
SAID = {
    "offline": "没有网络",
    "500": "无法确认",
    "200": "无法确认",
    "503": "系统正忙",
    "429": "次数过多",
    "413": "未被受理",
}


@pytest.mark.parametrize("fault", SAID)
def test_a_visitor_loses_nothing(page, zhong, complaints, fault):
    article = content.article(content.channel())
    page.goto(article.url)
    for name, said in (("name", "王主任"), ("phone", "139 0000 2208"), ("head_count", "45")):
        page.locator(f"[name={name}]").fill(said)
    page.locator("[name=consent]").check()
    if fault == "offline":
        page.context.set_offline(True)
    else:
        page.route("**/inquire/", lambda route: route.fulfill(status=int(fault), body="<html>Please pay</html>"))
    send = page.locator("#inquiry form button.button-primary")
    send.click()
    expect(page.locator("[data-inquiry-error]")).to_be_focused()
    expect(page.locator("[data-inquiry-error] [data-kind]:visible")).to_contain_text(SAID[fault])
    expect(page.locator("[name=name]")).to_have_value("王主任")

    page.context.set_offline(False)
    page.unroute_all()
    page.reload()
    expect(page.locator("[name=phone]")).to_have_value("139 0000 2208")
    expect(page.locator("[name=consent]")).to_be_checked()
    send.click()
    expect(page.locator(".received-number")).to_be_visible()
    complaints.clear()


def slowly(page, address):
    """The answer is on its way for a second."""

    def hold(route):
        page.wait_for_timeout(1000)
        route.continue_()

    page.route(address, hold, times=1)


def test_what_is_typed_while_a_note_is_saved_stays_a_draft(page, lead):
    slowly(page, "**/note/")
    note = page.locator("#note-text")
    note.fill("第一句。")
    page.get_by_role("button", name="保存").click()
    note.fill("第一句。第二句要紧：预算八万")

    expect(page.locator(".timeline-card")).to_have_text("第一句。")
    expect(note).to_have_value("第一句。第二句要紧：预算八万")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".timeline-card").first).to_have_text("第一句。第二句要紧：预算八万")


def test_enter_gives_up_for_the_reason_that_was_typed(page, lead):
    page.get_by_role("tab", name="放弃").click()
    page.locator("#panel-lost input[name=lost_reason]").fill("领导换人了")
    page.keyboard.press("Enter")

    expect(page.locator(".stage.is-lost")).to_be_visible()
    assert Lead.objects.get().lost_reason == "领导换人了"
