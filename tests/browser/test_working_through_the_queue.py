"""The desk opens on the first lead of the queue; three keys or taps log a call, and the next lead opens by itself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from consultants.models import Leave
from crm.leads.models import Activity, Kind, Organisation
from kit import clock
from tests.browser.test_a_bad_connection import signed_in
from tests.browser.test_every_page_is_accessible import faults
from tests.browser.windows import PHONE
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def queue(zhong, qian):
    now, minute = clock.now(), timedelta(minutes=1)
    Leave.objects.create(consultant=qian, cover=zhong, starts_at=now - 60 * minute, ends_at=now + 600 * minute)
    school = Organisation.objects.create(name="清源县委组织部", key="清源县委组织部")
    rows = [(zhong, "冯书记", -700), (qian, "郑女士", -90), (zhong, "许科长", -30), (zhong, "温处长", -5)]
    return [
        LeadFactory(owner=owner, name=name, organisation=school, next_step_note="回访报价", theme="科级干部五日班",
                    next_step_at=now + wait * minute, first_response_at=now)
        for owner, name, wait in rows
    ]  # fmt: skip


def test_three_keys_log_a_call_and_z_comes_back(page, zhong, queue):
    signed_in(page, zhong.user)
    page.goto("/desk/")
    expect(page.locator(".lead-name")).to_contain_text("冯书记")
    loads = []
    page.on("request", lambda asked: loads.append(asked) if asked.is_navigation_request() else None)
    page.keyboard.press("c")
    expect(page.locator(".outcomes .chip").first).to_be_visible()
    page.wait_for_timeout(200)  # htmx listens to what it swapped in 20 ms later; no finger is so quick
    page.keyboard.press("1")
    expect(page.locator("#call-words")).to_be_focused()
    expect(page.locator("#call-words")).to_have_value("2天后 9:00")
    expect(page.locator("#call-words-read")).to_contain_text("→")
    page.keyboard.press("Enter")
    expect(page.locator(".lead-name")).to_contain_text("郑女士")
    expect(page).to_have_url(f"/desk/leads/{queue[1].pk}/")
    expect(page.locator(".inbox-row[aria-current]")).to_have_attribute("id", f"lead-{queue[1].pk}")
    expect(page.locator(".inbox-row.is-finished")).to_have_count(1)
    assert loads == []
    assert Activity.objects.filter(kind=Kind.CALLED, lead=queue[0]).count() == 1

    page.keyboard.press("z")
    expect(page.locator(".lead-name")).to_contain_text("冯书记")
    expect(page.locator(".inbox-row")).to_have_count(4)
    expect(page.locator(".inbox-row.is-finished")).to_have_count(0)


def test_the_finished_row_folds_and_the_toast_waits_under_the_pointer(page, zhong, queue):
    signed_in(page, zhong.user)
    page.goto("/desk/")
    page.locator(".outcomes > summary").click()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".inbox-row.is-finished")).to_have_count(1)
    page.locator(".toast").hover()
    expect(page.locator(".queue-done summary")).to_contain_text("冯书记")
    expect(page.locator(".inbox-row")).to_have_count(3, timeout=12_000)
    expect(page.locator(".inbox-row[aria-current]")).to_have_attribute("id", f"lead-{queue[1].pk}")
    expect(page.locator(".toast")).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator(".toast")).to_have_count(0, timeout=15_000)


def test_j_and_k_walk_through_the_leads(page, zhong, queue):
    signed_in(page, zhong.user)
    page.goto("/desk/")
    page.keyboard.press("j")
    expect(page.locator(".lead-name")).to_contain_text("郑女士")
    page.keyboard.press("j")
    expect(page.locator(".lead-name")).to_contain_text("许科长")
    page.keyboard.press("k")
    expect(page.locator(".lead-name")).to_contain_text("郑女士")
    page.go_back()
    expect(page.locator(".lead-name")).to_contain_text("许科长")


def test_on_a_phone_the_next_lead_opens_under_the_thumb(phone_page, zhong, queue):
    page = phone_page
    signed_in(page, zhong.user)
    page.goto("/desk/")
    expect(page.locator(".lead-name")).to_be_hidden()
    assert faults(page) == []
    page.set_viewport_size(PHONE)
    page.locator(f"#lead-{queue[0].pk}").tap()
    page.locator(".outcomes > summary").tap()
    page.locator(".outcomes .chip", has_text="有意向").tap()
    page.get_by_role("button", name="保存，下一条 郑女士").tap()
    expect(page.locator(".lead-name")).to_contain_text("郑女士")
    expect(page.locator("#bar")).to_contain_text("郑女士")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.go_back()
    expect(page.locator(".lead-name")).to_contain_text("冯书记")
