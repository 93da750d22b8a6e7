"""A manager plans a month on a phone, by taps."""

from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from consultants import queries
from consultants.rules.month import Month
from consultants.services import days

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DECEMBER = Month(date(2026, 12, 1))
ADDRESS = "/desk/roster/?month=2026-12"


@pytest.fixture(autouse=True)
def _on_monday(monday):
    with time_machine.travel(monday):
        yield


def sign_in(page, user):
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )


def chip(page: Page, consultant, on: str):
    return page.locator(f'label:has(input[value^="{on}.{consultant.pk}="])')


def save(page: Page) -> None:
    page.locator(".roster-tools").get_by_role("button", name="保存本月").click()


def test_taps_and_one_save_on_a_phone(phone_page, manager, zhong, qian):
    sign_in(phone_page, manager)
    phone_page.goto(ADDRESS)
    for on in ("2026-12-05", "2026-12-06"):
        chip(phone_page, zhong, on).tap()
    save(phone_page)
    expect(phone_page.get_by_text("已改动 2 个班次。")).to_be_visible()
    left = {cell for cell in queries.month_plan(DECEMBER).cells if cell[1] == zhong.pk}

    assert len(left) == 29


def test_two_taps_fill_an_empty_month_on_a_phone(phone_page, manager, zhong, qian):
    cells = queries.month_plan(DECEMBER).cells
    days.save_month(DECEMBER, seen=cells, wanted={}, by=manager)
    assert not queries.month_plan(DECEMBER).cells
    sign_in(phone_page, manager)
    phone_page.goto(ADDRESS)
    phone_page.get_by_role("button", name="按每周固定班填充").tap()
    expect(phone_page.get_by_text("62 处改动未保存")).to_be_visible()
    phone_page.locator(".roster-save").get_by_role("button", name="保存本月").tap()
    expect(phone_page.get_by_text("已改动 62 个班次。")).to_be_visible()

    assert queries.month_plan(DECEMBER).cells == cells


def test_a_second_manager_s_taps_survive_the_first_one_s_save(phone_page, manager, zhong, qian):
    sign_in(phone_page, manager)
    phone_page.goto(ADDRESS)
    chip(phone_page, qian, "2026-12-07").tap()
    days.set_hours(zhong.pk, on=date(2026, 12, 1), hours_text="", by=manager)
    save(phone_page)
    expect(phone_page.get_by_role("alert")).to_contain_text("12-01 钟老师")
    expect(chip(phone_page, qian, "2026-12-07").locator("input")).not_to_be_checked()
    save(phone_page)
    expect(phone_page.get_by_text("已改动 1 个班次。")).to_be_visible()

    assert (date(2026, 12, 1), zhong.pk) not in queries.month_plan(DECEMBER).cells


def test_copying_last_week_shows_before_it_saves(page, manager, zhong, qian):
    sign_in(page, manager)
    page.goto(ADDRESS)
    chip(page, zhong, "2026-12-09").click()
    page.locator(".roster-day", has_text="14").get_by_role("button", name="同上周").first.click()
    expect(page.get_by_text("2 处改动未保存")).to_be_visible()
    save(page)
    expect(page.get_by_text("已改动 2 个班次。")).to_be_visible()


def test_without_a_script_the_month_is_filled_all_the_same(browser, live_server, manager, zhong, qian):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, manager)
    page.goto(ADDRESS)
    chip(page, zhong, "2026-12-05").click()
    save(page)
    expect(page.get_by_text("已改动 1 个班次。")).to_be_visible()
    context.close()
