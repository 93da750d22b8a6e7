"""Counts and rows beside a lead are true after each act, without a reload."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_bad_connection import signed_in
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_after_a_call_tabs_navigation_and_row_are_current(page, zhong):
    found, _other = LeadFactory(owner=zhong), LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{found.pk}/?tab=open")
    opened = page.locator(".tab[aria-current] .tab-count")
    late = page.locator("#queue-sums strong").first
    expect(opened).to_have_text("2")
    expect(late).to_have_text("2")
    clock = page.locator(f"#lead-{found.pk} .badge-countdown").first.text_content()

    page.locator(".outcomes > summary").click()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(late).to_have_text("1")
    expect(page.locator(".desk-nav .nav-waiting")).to_have_text("1")
    expect(opened).to_have_text("2")
    expect(page.locator(f"#lead-{found.pk} .badge-countdown").first).not_to_have_text(clock)
    expect(page.locator("#tabs")).to_have_count(1)

    page.locator("#tab-lost").click()
    page.locator(".lost-reasons .chip").first.click()
    expect(opened).to_have_text("1")

    page.keyboard.press("z")
    expect(opened).to_have_text("2")


def test_an_act_on_a_lead_outside_the_list_leaves_no_error(page, zhong, complaints):
    found = LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{found.pk}/?q=nobody")
    page.locator("#note-text").fill("对方要报价")
    page.locator("#panel-note button").click()
    expect(page.locator(".timeline-card")).to_have_text("对方要报价")
    expect(page.locator(f"#lead-{found.pk}")).to_be_hidden()
    assert complaints == []
