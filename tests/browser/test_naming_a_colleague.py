"""Colleagues are proposed after an @, by keys alone; files are sent as soon as they are chosen."""

import pytest
from playwright.sync_api import expect

from crm.attachments.models import Attachment
from crm.notices.models import Notice
from tests.browser.test_a_bad_connection import lead  # noqa: F401  (a fixture)
from tests.crm.attachments.factory import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_colleague_is_named_by_keys_and_told(page, manager, qian, lead):  # noqa: F811
    field, names = page.locator("#note-text"), page.get_by_role("listbox", name="同事")
    field.focus()
    page.keyboard.type("请@")
    expect(names.get_by_role("option")).to_have_text(["@钟老师", "@钱老师", "@黄主任"])
    page.keyboard.type("hzr")
    expect(names.get_by_role("option")).to_have_text(["@黄主任"])
    # While an input method composes, Enter belongs to it.
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(field).to_have_value("请@hzr")
    page.keyboard.press("Enter")
    expect(field).to_have_value("请@黄主任 ")
    expect(names).to_have_count(0)
    page.keyboard.type("看报价")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".timeline .mention")).to_have_text("@黄主任")
    assert Notice.objects.get().recipient == manager


def test_chosen_files_are_sent_at_once_and_taken_back_by_z(page, lead):  # noqa: F811
    chosen = [{"name": name, "mimeType": "application/pdf", "buffer": PDF} for name in ("课程表.pdf", "报价.pdf")]
    page.locator("#files-chosen").set_input_files(chosen)
    expect(page.locator(".file-list")).to_contain_text("课程表.pdf")
    expect(page.locator(".toast")).to_contain_text("已添加 2 个附件")
    page.keyboard.press("z")
    expect(page.locator(".file-list")).to_have_count(0)
    assert not Attachment.objects.of(lead).exists()
