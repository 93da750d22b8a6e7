"""A detail is corrected with the keyboard; what was given up is gone, and nothing newer is overwritten."""

import pytest
from playwright.sync_api import expect

from crm.leads.models import Lead
from crm.leads.services import details
from tests.browser.test_a_bad_connection import signed_in
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead(page, zhong):
    found = LeadFactory(owner=zhong, theme="党性教育")
    signed_in(page, zhong.user)
    page.goto(found.get_absolute_url())
    return found


def opened(page, name="theme"):
    page.locator(f"#detail-row-{name} a.detail-open").press("Enter")
    field = page.locator(f"#detail-row-{name} [name={name}]")
    expect(field).to_be_focused()
    return field


def test_typing_replaces_what_stood_there(page, lead):
    opened(page)
    page.keyboard.type("廉政教育")
    page.keyboard.press("Enter")

    expect(page.locator("#detail-row-theme .detail-saved")).to_be_visible()
    assert Lead.objects.get(pk=lead.pk).theme == "廉政教育"


def test_what_escape_gave_up_does_not_come_back(page, lead):
    field = opened(page)
    field.fill("写错了")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)

    expect(opened(page)).to_have_value("党性教育")


def test_a_draft_does_not_stand_in_a_newer_value(page, lead, manager):
    opened(page).fill("写到一半")
    page.reload()
    details.change(lead.pk, name="theme", to="廉政教育", was="党性教育", by=manager)

    page.goto(lead.get_absolute_url())

    expect(opened(page)).to_have_value("廉政教育")


def test_a_draft_comes_back_after_a_reload(page, lead):
    opened(page).fill("写到一半")
    page.reload()

    expect(opened(page)).to_have_value("写到一半")


def test_a_long_word_does_not_widen_the_page(phone_page, zhong, manager):
    long = LeadFactory(owner=zhong, name="W" * 40, theme="x" * 60)
    details.change(long.pk, name="organisation", to="W" * 80, was="", by=manager)
    details.change(long.pk, name="remarks", to="https://example.com/" + "x" * 900, was="", by=manager)
    signed_in(phone_page, zhong.user)

    phone_page.goto(long.get_absolute_url())

    assert phone_page.evaluate("document.documentElement.scrollWidth") == 390
