"""What is typed at the desk and not saved yet survives a corrected digit, a swap and a reload, and no sign-out."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from crm.leads.models import Lead
from kit import clock
from tests.browser.test_a_bad_connection import signed_in
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def kept(page):
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'))")


@pytest.fixture
def lead(page, zhong):
    found = LeadFactory(owner=zhong)
    signed_in(page, zhong.user)
    return found


def test_a_call_survives_a_corrected_digit_and_a_reload(page, lead):
    page.goto("/desk/telephone/")
    number, name, note = page.locator("#telephone-number"), page.get_by_label("怎么称呼"), page.locator("#caller_note")
    number.press_sequentially("13900002209")
    name.fill("王主任")
    note.fill("五月带四十五人来")
    for key in ("End", "Backspace", "8"):
        number.press(key)
    expect(page.get_by_text("原先填写时的号码是 13900002209")).to_be_visible()
    expect(note).to_have_value("五月带四十五人来")

    note.fill("五月带四十五人来，要报价")
    page.reload()
    expect(number).to_have_value("13900002208")
    expect(name).to_have_value("王主任")
    expect(note).to_have_value("五月带四十五人来，要报价")
    page.get_by_role("button", name="有意向").click()
    expect(page.get_by_text("来电已登记。")).to_be_visible()
    assert Lead.objects.get(phone="+8613900002208").name == "王主任"
    assert kept(page) == []


def test_what_was_typed_for_another_caller_can_be_cleared(page, lead):
    page.goto("/desk/telephone/")
    number = page.locator("#telephone-number")
    number.press_sequentially("13900002209")
    page.get_by_label("怎么称呼").fill("王主任")
    number.fill("13911112222")
    page.get_by_role("button", name="清空重填").click()
    expect(page.get_by_label("怎么称呼")).to_have_value("")
    expect(page.locator("[data-draft-other]")).to_be_hidden()


def test_a_next_step_survives_a_swap_and_a_reload(page, lead):
    due_at = f"{clock.today() + timedelta(days=40)}T09:00"
    page.goto(f"/desk/leads/{lead.pk}/")
    page.get_by_role("tab", name="下一步").click()
    step = page.locator("#panel-step")
    step.locator("summary").click()
    step.locator("[name=due_at]").fill(due_at)
    step.locator("[name=note]").fill("问预算")
    page.get_by_role("tab", name="记录").click()
    page.locator("#note-text").fill("对方要报价")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".timeline-card")).to_have_text("对方要报价")
    page.reload()
    expect(page.locator("#note-text")).to_have_value("")
    page.get_by_role("tab", name="下一步").click()
    expect(step.locator("[name=due_at]")).to_have_value(due_at)
    expect(step.locator("[name=note]")).to_have_value("问预算")

    step.locator(".composer-foot button").click()
    expect(page.locator(".next-step")).to_contain_text("问预算")
    assert kept(page) == []


def test_no_draft_stays_after_the_sign_out_in_any_tab(page, lead):
    other = page.context.new_page()
    for tab in (other, page):
        tab.goto(f"/desk/leads/{lead.pk}/")
        tab.locator("#note-text").fill("没写完")
        assert kept(tab)
    page.get_by_role("button", name="退出登录").last.click()
    expect(page).to_have_url("/")
    assert kept(page) == []
    other.wait_for_function("!Object.keys(sessionStorage).some((key) => key.startsWith('draft:'))")


@pytest.mark.parametrize("way_out", ["/cms/logout/", "/admin/logout/", None])
def test_no_draft_stays_for_the_next_person_at_the_sign_in(page, lead, admin_person, way_out):
    signed_in(page, admin_person)
    page.goto(f"/desk/leads/{lead.pk}/")
    page.locator("#note-text").fill("没写完")
    assert kept(page)
    leave(page, way_out)
    page.goto("/accounts/sign-in/")
    assert kept(page) == []


def leave(page, way_out):
    """Sign out at a door of a library, which knows nothing of drafts, or let the session end by itself."""
    if way_out:
        token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        page.request.post(way_out, headers={"X-CSRFToken": token})
    else:
        page.context.clear_cookies()
