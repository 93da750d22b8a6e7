"""The API can be read and tried at /api/docs/, from our own files and within the content policy."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_each_address_can_be_read_and_opened(page):
    page.goto("/api/docs/")

    calls = page.locator("[id^=operations-leads]", has_text="/leads/{id}/calls/")
    calls.locator("button.opblock-summary-control").click()
    expect(calls.get_by_text("outcome").first).to_be_visible()
