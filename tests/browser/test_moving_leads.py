"""Moving leads on the board: dragged, taken back by a key, and asked for the reason where one is lost."""

import pytest
from playwright.sync_api import expect

from crm.leads.models import Lead
from tests.browser.test_a_bad_connection import signed_in
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_card_is_dragged_taken_back_and_asked_why_it_is_lost(page, zhong, complaints):
    lead = LeadFactory(owner=zhong, name="何书记", stage="contacted", furthest="contacted")
    signed_in(page, zhong.user)
    page.goto("/desk/board/", wait_until="networkidle")
    card, qualified = page.locator(".board-card"), page.locator("#stage-qualified")

    card.drag_to(qualified)
    expect(qualified.locator(".board-name")).to_have_text("何书记")
    page.keyboard.press("z")
    expect(page.locator("#stage-contacted .board-name")).to_have_text("何书记")

    page.wait_for_load_state("networkidle")
    card.drag_to(page.locator(".board-rail[data-value=lost]"))
    expect(page.locator("#sheet [value=lost]")).to_be_checked()
    page.locator("#sheet .button-primary").click()
    expect(page.locator("#sheet [data-form-errors]")).to_be_visible()
    page.locator("#sheet [value=budget]").check()
    page.locator("#sheet .button-primary").click()
    expect(card).to_have_count(0)
    assert Lead.objects.get(pk=lead.pk).stage == "lost"
    complaints[:] = [one for one in complaints if "422" not in one]
