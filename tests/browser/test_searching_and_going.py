"""The search box opens by one key from anywhere, is used without a pointer, and waits for an input method."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_bad_connection import signed_in
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lead_is_found_and_opened_by_keys_alone(page, zhong):
    lead = LeadFactory(owner=zhong, name="冯老师")
    signed_in(page, zhong.user)
    page.goto("/desk/organisations/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("fls")
    expect(page.locator("#palette-options [aria-selected=true]")).to_contain_text("冯老师")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/leads/{lead.pk}/")


def test_arrows_choose_and_escape_closes(page, zhong):
    LeadFactory(owner=zhong, name="冯老师")
    signed_in(page, zhong.user)
    page.goto("/desk/organisations/")
    page.get_by_role("link", name="搜索或前往").click()
    page.keyboard.type("老师")
    chosen = page.locator("#palette-options [aria-selected=true]")
    expect(chosen).to_contain_text("冯老师")
    page.keyboard.type("x")
    expect(page.locator(".palette-none")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_the_keys_are_listed(page, zhong):
    signed_in(page, zhong.user)
    page.goto("/desk/organisations/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
