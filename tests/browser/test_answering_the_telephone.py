"""Somebody calls: a number, a name and one press make a lead whose page is known."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from content.models import ArticlePage
from crm.intake.models import HotlineTap
from crm.leads.models import Lead
from kit import clock
from tests.factories import content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_the_desk(page, zhong):
    """钟老师 at the telephone; somebody has just tapped her hotline on an article."""
    article = content.article(content.channel())
    HotlineTap.objects.create(consultant=zhong, page=article, at=clock.now())
    client = Client()
    client.force_login(zhong.user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )
    page.goto("/desk/telephone/")
    return page


def test_a_number_a_name_and_one_press_make_a_lead(at_the_desk, zhong):
    page = at_the_desk
    page.keyboard.insert_text("139 0000 2208")  # pasted: the field has the focus already
    expect(page.get_by_text("新号码，此前没有咨询过。")).to_be_visible()
    expect(page.locator("[name=tap_id]").last).to_be_checked()  # whose tap it was, only the caller can tell
    page.locator("[name=tap_id]").first.check()
    page.get_by_label("怎么称呼").fill("王主任")
    page.get_by_role("button", name="有意向").click()
    expect(page.get_by_text("来电已登记。")).to_be_visible()

    lead = Lead.objects.get()
    assert (lead.phone, lead.owner, lead.source) == ("+8613900002208", zhong, "hotline")
    assert lead.source_page_id == ArticlePage.objects.get().pk


def test_enter_in_a_field_chooses_no_outcome(at_the_desk):
    page = at_the_desk
    page.keyboard.insert_text("13900002208")
    page.get_by_label("怎么称呼").fill("王主任")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)

    assert not Lead.objects.exists()
    expect(page.get_by_label("怎么称呼")).to_have_value("王主任")


def test_while_a_number_is_typed_nothing_goes_to_the_one_before(at_the_desk, complaints):
    page = at_the_desk
    page.keyboard.insert_text("13900002208")
    expect(page.get_by_label("怎么称呼")).to_be_visible()
    page.context.set_offline(True)
    number = page.locator("#telephone-number")
    number.fill("13900003333")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(number).to_be_focused()
    expect(page.locator("#caller")).to_have_attribute("inert", "")

    page.context.set_offline(False)
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#caller")).not_to_have_attribute("inert", "")
    page.get_by_label("怎么称呼").fill("李老师")
    page.get_by_role("button", name="有意向").click()
    expect(page.get_by_text("来电已登记。")).to_be_visible()
    assert Lead.objects.get().phone == "+8613900003333"
    complaints.clear()
