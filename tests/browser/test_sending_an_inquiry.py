"""What a visitor with a telephone in hand sees after sending an inquiry, after a refusal and without a network."""

import re

import pytest
from playwright.sync_api import expect

from crm.models import Inquiry
from tests.factories import content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(phone_page, zhong):
    """The inquiry form of an article, filled in."""
    phone_page.goto(content.article(content.channel()).url)
    for name, said in (("name", "王主任"), ("phone", "139 0000 2208"), ("head_count", "45")):
        phone_page.locator(f"#inquiry [name={name}]").fill(said)
    phone_page.locator("#inquiry [name=consent]").check()
    return phone_page.locator("#inquiry")


def send(form):
    form.locator("form button.button-primary").click()


def test_the_confirmation_survives_a_reload_the_way_back_and_the_other_language(phone_page, form):
    send(form)
    number = form.locator(".received-number")
    expect(number).to_be_visible()
    expect(phone_page).to_have_url(re.compile("/inquire/received/"))
    phone_page.locator(".site-header").get_by_role("button", name="English").click()
    expect(phone_page.locator("html[lang=en]")).to_have_count(1)
    expect(number).to_have_text(Inquiry.objects.get().number)

    phone_page.reload()
    expect(number).to_be_visible()
    phone_page.goto("/")
    phone_page.go_back()
    expect(number).to_be_visible()
