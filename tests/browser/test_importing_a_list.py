"""A consultant imports five hundred rows through the page: looks, corrects, decides, imports, and takes them back."""

import pytest
from playwright.sync_api import expect

from crm.leads.models import Lead
from crm.transfer.tasks import work
from tests.browser.test_a_bad_connection import signed_in
from tests.crm.transfer.files import HEADINGS, TITLES, people, xlsx
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = 500


@pytest.fixture
def spreadsheet(tmp_path, zhong):
    """A list with titles, one wrong number, one caller who is known, and one head count in words."""
    rows = people(ROWS)
    rows[0][3] = "1380000000"
    rows[1][4] = "四十左右"
    LeadFactory(owner=zhong, phone="+8613800000002", title="")
    path = tmp_path / "2026秋季招生会名单.xlsx"
    path.write_bytes(xlsx([*TITLES, HEADINGS, *rows]))
    return path


def looked_at(page, spreadsheet):
    page.goto("/desk/import/")
    page.set_input_files("input[type=file]", spreadsheet)
    page.get_by_role("button", name="查看各行").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(spreadsheet.name)
    page.wait_for_load_state()


def test_five_hundred_rows_are_imported_and_taken_back(page, zhong, spreadsheet):
    signed_in(page, zhong.user)
    looked_at(page, spreadsheet)

    page.keyboard.press("F8")
    expect(page.locator("[data-problem]")).to_be_focused()
    page.keyboard.type("1")
    page.locator("[data-problem]").fill("13899999999")
    page.keyboard.press("Enter")
    expect(page.locator("[data-problem]")).to_have_count(0)
    page.get_by_label("「招生会编号」写进").select_option("origin")
    expect(page.locator(".transfer-origin.is-open")).to_have_count(0)
    page.get_by_role("button", name=f"导入 {ROWS} 行").click()
    expect(page.locator("progress")).to_be_visible()
    assert Lead.objects.count() == 1

    work()

    expect(page.get_by_text(f"新线索 {ROWS - 1} 条，补全 1 条")).to_be_visible()
    assert Lead.objects.open().count() == ROWS

    page.get_by_role("button", name="整批撤回").click()

    expect(page.get_by_text("已撤回。")).to_be_visible()
    assert Lead.objects.open().count() == 1
    assert Lead.objects.open().get().title == ""


def test_on_a_phone_nothing_scrolls_sideways_but_the_sheet(phone_page, zhong, spreadsheet):
    signed_in(phone_page, zhong.user)
    looked_at(phone_page, spreadsheet)

    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    phone_page.goto("/desk/exports/")
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
