"""Somebody calls: a number, a name and one press make a lead whose page is known."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from content.models import ArticlePage
from crm.models import HotlineTap, Lead
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


def test_a_number_a_name_and_one_press_are_a_lead_with_its_source(at_the_desk, zhong):
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
