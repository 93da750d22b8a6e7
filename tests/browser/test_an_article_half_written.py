"""What an editor has written is kept by Wagtail itself, whether or not it was saved."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from content.models import ArticlePage
from tests.content import editing
from tests.factories import content
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sign_in(page, live_server, client, editor):
    """Sign the editor in, a second time after the session has ended."""

    def signed_in():
        client.force_login(editor)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return signed_in


def kept():
    return ArticlePage.objects.get().get_latest_revision_as_object()


def test_it_is_there_after_the_session_has_ended(page, sign_in):
    sign_in()
    page.goto(editing.new(ArticlePage, content.channel()))
    page.locator("#id_title").fill("写到一半的文章")
    page.locator("#id_summary").press_sequentially("写了第一句话。", delay=700)  # Wagtail looks again and again
    expect(page).to_have_url(re.compile("/edit/$"))
    expect(page.locator(".w-autosave-indicator__state--saved")).to_be_visible()
    address = page.url
    until(lambda: kept().summary)

    page.context.clear_cookies()
    page.goto(address)
    expect(page).to_have_url(re.compile("/accounts/sign-in/"))
    sign_in()
    page.goto(address)
    # Wagtail saves when it looks, and on a busy machine it may not have looked after the last letters.
    assert "写了第一句话。".startswith(kept().summary)
    expect(page.locator("#id_title")).to_have_value("写到一半的文章")
    expect(page.locator("#id_summary")).to_have_value(kept().summary)
    assert not ArticlePage.objects.get().live
