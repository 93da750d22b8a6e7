"""A text with the thumb: choose, see it before it leaves, send, take back."""

import pytest
from playwright.sync_api import expect

from messaging.models import Message, Purpose, State
from tests.browser.test_a_bad_connection import signed_in
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sent():
    return Message.objects.get(purpose=Purpose.PERSONAL)


def test_a_text_is_written_seen_sent_and_taken_back(phone_page, zhong):
    page, lead = phone_page, LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{lead.pk}/")
    page.locator("#tab-text").click()
    expect(page.locator(".thread")).to_contain_text("还没有往来短信")
    page.locator(".texts-choices .chip", has_text="方案已发").click()
    expect(page.locator("#text-form .button-primary")).to_be_disabled()

    page.locator("label.text-value", has_text="[发了什么]").click()
    expect(page.locator("#id_word_document")).to_be_focused()
    page.locator("#id_word_document").fill("五日班课程表")
    page.locator("#id_word_sent_to").fill("微信")
    expect(page.locator(".text-sample")).to_contain_text("五日班课程表已发到您的微信")
    expect(page.locator(".text-foot")).to_contain_text("¥0.05")

    page.locator("#text-form .button-primary").click()
    expect(page.locator(".bubble")).to_contain_text("五日班课程表已发到您的微信")
    expect(page.locator("#id_word_document")).to_have_count(0)
    assert sent().state == State.QUEUED

    page.locator(".toast [data-undo]").click()
    expect(page.locator(".toast")).to_contain_text("已撤销")
    assert sent().state == State.CANCELLED
    expect(page.locator(".bubble-state")).to_contain_text("已撤回")
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def test_a_second_enter_sends_nothing_and_z_takes_back(page, zhong):
    lead = LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{lead.pk}/texts/?template=missed_call")
    page.locator("#id_word_callback_at").fill("周三上午")
    expect(page.locator(".text-sample")).to_contain_text("周三上午")
    page.locator("#id_word_callback_at").press("Enter")
    expect(page.locator("#newest-text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#text-form .button-primary")).to_be_disabled()
    assert sent().state == State.QUEUED

    page.keyboard.press("z")
    expect(page.locator(".bubble-state")).to_contain_text("已撤回")
    assert sent().state == State.CANCELLED


def test_words_not_sent_are_a_draft_and_the_preview_knows(page, zhong):
    lead = LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{lead.pk}/texts/?template=own")
    page.locator("#id_text").fill("课程表已发到您的邮箱。")
    expect(page.locator(".text-sample")).to_contain_text("课程表已发到您的邮箱。")
    page.reload()

    expect(page.locator("#id_text")).to_have_value("课程表已发到您的邮箱。")
    expect(page.locator(".text-sample")).to_contain_text("课程表已发到您的邮箱。")
