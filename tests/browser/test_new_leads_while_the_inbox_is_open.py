"""A lead that comes while the inbox is open is named within ten seconds, and no row moves under the pointer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_bad_connection import signed_in
from tests.factories.leads import LeadFactory, ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 12_000


def test_a_pill_names_the_new_lead_and_no_row_moves(page, zhong, complaints):
    LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto("/desk/?tab=queue")
    row = page.locator(".inbox-row").first
    place = row.bounding_box()
    page.locator(".tab[aria-current]").focus()
    ask(phone="139 0000 0031")

    pill = page.locator(".news-pill")
    expect(pill).to_have_text("1 条新线索，点此刷新", timeout=SOON)
    expect(page).to_have_title(re.compile(r"^\(2\) 线索收件箱"))
    expect(page.locator(".tab[aria-current] .tab-count")).to_have_text("2")
    expect(page.locator(".tab[aria-current]")).to_be_focused()
    assert row.bounding_box() == place
    assert page.locator(".inbox-row").count() == 1

    pill.click()
    expect(page.locator(".inbox-row")).to_have_count(2)
    expect(pill).to_have_count(0)
    assert complaints == []


def test_a_dead_network_says_nothing_of_what_asks_by_itself(page, zhong, complaints):
    LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.goto("/desk/?tab=queue")
    page.locator("#desk-q").focus()
    page.route("**/desk/news/**", lambda route: route.abort())
    with page.expect_event("requestfailed", timeout=SOON):
        pass

    expect(page.locator("#desk-q")).to_be_focused()
    expect(page.locator(".net-error")).to_have_count(0)
    complaints.clear()  # htmx writes each failure into the console


# What the system would show, in a window that nobody looks at; a browser without a screen allows no notifications.
LISTEN = """
window.shown = [];
window.Notification = class {
  static permission = "granted";
  static async requestPermission() { return "granted"; }
  constructor(title, options) { shown.push(options.body); }
  addEventListener() {}
};
document.hasFocus = () => false;
"""


def test_a_device_that_wants_it_is_told_of_a_first_answer(page, zhong, complaints):
    LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    page.add_init_script(LISTEN)
    page.goto("/desk/notices/settings/")
    page.get_by_role("button", name="开启").click()
    expect(page.get_by_text("已开启")).to_be_visible()

    page.goto("/desk/?tab=queue")
    ask(phone="139 0000 0031")
    expect(page.locator(".news-pill")).to_be_visible(timeout=SOON)
    page.wait_for_function("shown.length > 0")
    assert page.evaluate("shown") == ["待首响 2 条"]
