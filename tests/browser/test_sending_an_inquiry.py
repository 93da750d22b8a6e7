"""What a visitor with a telephone in hand sees after sending an inquiry, after a refusal and without a network."""

import re

import pytest
from playwright.sync_api import expect

from crm.intake.models import Inquiry
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


def test_the_confirmation_survives_reload_back_and_language(phone_page, form):
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


def test_a_message_takes_the_place_of_the_one_before_it(phone_page, form, complaints):
    form.locator("[name=head_count]").fill("9000")
    send(form)
    expect(form.locator(".field-error")).to_have_count(1)
    expect(form.get_by_role("link", name="180 7960 6663")).to_have_count(1)

    form.locator("[name=head_count]").fill("90")
    phone_page.context.set_offline(True)
    send(form)
    expect(form.get_by_role("alert")).to_contain_text("咨询没有发出")
    expect(form.get_by_role("alert")).to_have_count(1)
    expect(form.locator(".field-error, [aria-invalid]")).to_have_count(0)
    expect(form.get_by_role("link", name="180 7960 6663")).to_have_count(1)
    complaints.clear()


def test_details_without_a_network_say_what_is_received(phone_page, form, complaints):
    send(form)
    expect(form.locator(".received-number")).to_be_visible()
    phone_page.reload()
    remarks = form.locator("[name=remarks]")
    remarks.fill("x" * 1001)
    send(form)
    expect(form.locator(".field-error")).to_have_count(1)

    remarks.fill("开发票")
    phone_page.context.set_offline(True)
    send(form)
    note = form.locator("[data-inquiry-error]")
    expect(note).to_be_focused()
    expect(note).to_contain_text("咨询已收到。 当前没有网络")
    expect(note.get_by_role("link")).to_have_attribute("href", re.compile("tel:"))
    expect(form.locator("[data-form-errors], .field-error")).to_have_count(0)

    phone_page.context.set_offline(False)
    send(form)
    expect(form.get_by_role("status")).to_be_visible()
    assert Inquiry.objects.get().remarks == "开发票"
    complaints.clear()


def test_the_way_back_leads_to_the_article(phone_page, form):
    article = phone_page.url
    send(form)
    expect(form.locator(".received-number")).to_be_visible()
    expect(phone_page).to_have_url(re.compile("/inquire/received/"))
    phone_page.go_back()

    expect(phone_page).to_have_url(article)
    expect(form.locator(".received-number")).to_be_visible()
