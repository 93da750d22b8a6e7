"""Every key that is named does what it says, and a long name pushes nothing aside."""

import pytest
from playwright.sync_api import expect

from crm.leads.models import Organisation
from enrollment.seats.services import registrations
from tests.browser.test_a_bad_connection import signed_in
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMED_KEYS = """() => [...document.querySelectorAll('[aria-keyshortcuts]:not([data-palette])')]
    .filter((one) => one.checkVisibility())
    .map((one) => [one.getAttribute('aria-keyshortcuts'), one.dataset.key || one.dataset.keyFocus
        || (one.matches('[data-undo]') ? 'z' : '')])"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => [...document.querySelectorAll('button, .button, .tab, summary, textarea, input:not([type=radio])')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""
CUT_OFF = """() => { const tabs = document.querySelector('#tabs'); return tabs.scrollWidth - tabs.clientWidth; }"""


@pytest.fixture
def lead(zhong):
    long_one = Organisation.objects.create(name="中国共产党清源县委员会组织部干部教育培训科" * 2, key="long")
    return LeadFactory(owner=zhong, name="欧阳" * 20, organisation=long_one)


def test_the_keys_of_search_and_note_put_the_cursor_there(page, zhong, lead):
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{lead.pk}/")
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    expect(page.locator("#note-text")).to_have_value("")
    page.locator(".lead-name").click()
    page.keyboard.press("/")
    expect(page.locator("#desk-q")).to_be_focused()
    expect(page.locator("#desk-q")).to_have_value("")


def test_every_named_key_is_one_the_page_listens_to(page, zhong, lead):
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{lead.pk}/")
    page.locator(".outcomes > summary").click()
    named = page.evaluate(NAMED_KEYS)
    assert {key for key, _heard in named} >= {"c", "n", "/", "1"}
    assert [pair for pair in named if pair[0] != pair[1]] == []


@pytest.mark.parametrize("address", ["/desk/", "/desk/leads/{}/", "/desk/?tab=all", "/classes/{}/"])
def test_a_long_name_fits_on_a_phone_and_targets_are_large(phone_page, zhong, lead, address):
    signed_in(phone_page, zhong.user)
    session = ClassSessionFactory()
    registrations.open_for(lead.pk, session_id=session.pk, seats=2, by=zhong.user)
    phone_page.goto(address.format(session.pk if "classes" in address else lead.pk), wait_until="networkidle")
    assert phone_page.evaluate(TOO_SMALL) == []
    assert phone_page.evaluate(WIDER) == 0
    assert phone_page.evaluate("document.querySelector('.desk-panes').scrollWidth") <= 390


@pytest.mark.parametrize("width", [390, 1440])
def test_no_tab_is_cut_off(page, zhong, lead, width):
    signed_in(page, zhong.user)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/desk/")
    assert page.evaluate(CUT_OFF) == 0


@pytest.mark.parametrize("furthest", ["new", "enrolled"])
def test_no_stage_of_a_lost_lead_is_cut_off(page, zhong, furthest):
    lost = LeadFactory(owner=zhong, next_step_at=None, stage="lost", lost_reason="预算不够", furthest=furthest)
    signed_in(page, zhong.user)
    page.goto(f"/desk/leads/{lost.pk}/")
    assert page.evaluate(CUT_OFF.replace("#tabs", ".stages")) == 0
