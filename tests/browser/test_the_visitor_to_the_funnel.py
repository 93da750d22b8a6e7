"""One visitor's way by hand: from the article to the manager's list, through a real Chromium."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from crm.intake.models import Inquiry
from crm.leads.models import Lead
from crm.leads.rules.stages import Stage
from tests.factories import content
from tests.factories.classes import ClassSessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = "/study/five-days/"
PASSWORD = "a-password-of-the-journey"
WRONG, RIGHT = "139 0000 22", "139 0000 2208"


@pytest.fixture
def centre(zhong, qian, manager):
    """An article to read, a class to fill, and people who can sign in."""
    for colleague in (zhong.user, manager):
        colleague.set_password(PASSWORD)
        colleague.save(update_fields=["password"])
    content.article(content.channel(slug="study"), title="五天课程怎么排", slug="five-days")
    return ClassSessionFactory(capacity=60)


def test_a_visitor_becomes_a_group_in_the_managers_report(page, centre, zhong):
    the_visitor_asks(page, zhong)
    lead = Lead.objects.get()
    the_consultant_calls_and_registers(page, lead, centre)
    the_manager_reads(page, lead)


def fill_in(page: Page, phone: str) -> None:
    page.locator("[name=name]").fill("王主任")
    page.locator("[name=phone]").fill(phone)
    page.locator("[name=head_count]").fill("45")
    page.locator("[name=consent]").check()


def the_visitor_asks(page: Page, zhong) -> None:
    page.goto(ARTICLE)
    card = page.locator("#inquiry")
    fill_in(page, WRONG)
    card.locator("form button.button-primary").click()
    expect(card.locator("[data-form-errors]")).to_be_focused()
    expect(card.locator(".field.has-error")).to_have_count(1)
    expect(card.locator("[name=phone]")).to_have_value(WRONG)
    expect(card.locator("[name=phone]")).to_have_attribute("aria-invalid", "true")
    expect(card.locator("[name=name]")).to_have_value("王主任")
    expect(card.locator("[name=consent]")).to_be_checked()
    assert not Inquiry.objects.exists()

    card.locator("[name=phone]").fill(RIGHT)
    card.locator("form button.button-primary").dblclick()
    expect(card.locator("[data-focus]")).to_be_focused()
    expect(page).to_have_url(re.compile("/inquire/received/"))
    inquiry = Inquiry.objects.get()
    expect(card.locator(".received-number")).to_have_text(inquiry.number)
    expect(card.locator(f'a[href="{zhong.hotline_uri}"]')).to_be_visible()
    with page.expect_download() as downloaded:
        card.locator('a[href$=".vcf"]').click()
    assert "BEGIN:VCARD" in downloaded.value.path().read_text()

    card.locator("[name=theme]").fill("党性教育")
    card.locator("[name=organisation_name]").fill("江城能源集团（演示）")
    card.locator("form button.button-primary").click()
    expect(card.get_by_role("status")).to_be_visible()
    expect(page).to_have_url(re.compile("/inquire/received/"))


def sign_in(page: Page, name: str) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/sign-in/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def the_consultant_calls_and_registers(page: Page, lead: Lead, session) -> None:
    sign_in(page, "zhong")
    expect(page).to_have_url(re.compile("/desk/$"))
    row = page.locator(".inbox-row")
    expect(row).to_contain_text(lead.name)
    expect(row.locator(".badge-countdown")).to_contain_text(re.compile(r"\d"))
    row.click()
    expect(page.locator(".call-number")).to_contain_text("2208")
    assert lead.phone not in page.content()

    page.keyboard.press("c")
    expect(page.locator(".outcomes .chip").first).to_be_visible()
    lines = page.locator(".timeline-item")
    before = lines.count()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline .is-green")).to_have_count(1)
    lead.refresh_from_db()
    assert (lead.stage, lead.first_response_at is not None) == (Stage.QUALIFIED, True)
    page.locator(".next-step .chip").nth(1).click()
    expect(lines).to_have_count(before + 3)  # the call, the move, the plan
    expect(page.locator(".stage.is-current")).to_have_count(1)
    lead.refresh_from_db()
    assert lead.next_step_at > lead.first_response_at

    page.locator(f'#enrolment input[name=session][value="{session.pk}"]').check()
    expect(page.locator("#enrolment [name=seats]")).to_have_value("45")
    page.locator("#enrolment button").click()
    expect(page.locator("#enrolment .session-row")).to_contain_text(session.code)
    lead.refresh_from_db()
    session.refresh_from_db()
    assert (lead.stage, session.seats_taken) == (Stage.ENROLLED, 45)


def the_manager_reads(page: Page, lead: Lead) -> None:
    sign_in(page, "manager")
    expect(page).to_have_url(re.compile("/reports/funnel/$"))
    steps = page.locator(".funnel-step")
    expect(steps).to_have_count(5)
    for place in range(5):
        expect(steps.nth(place)).to_have_attribute("aria-label", re.compile(r" 1$"))
    page.locator(".funnel-name").last.click()
    expect(page.locator(".inbox-row")).to_have_count(1)
    page.locator(".inbox-row").click()
    expect(page.locator(".lead-name")).to_contain_text(lead.name)


def test_without_scripts_the_visitor_is_served_as_well(browser: Browser, live_server, centre, zhong):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(ARTICLE)
    fill_in(page, WRONG)
    page.locator("#inquiry form button.button-primary").click()
    assert page.url.endswith("/inquire/")
    expect(page.locator("[name=phone]")).to_have_value(WRONG)
    expect(page.locator(".field.has-error .field-error")).to_be_visible()

    page.locator("[name=phone]").fill(RIGHT)
    page.locator("#inquiry form button.button-primary").click()
    expect(page).to_have_url(re.compile("/inquire/received/"))
    inquiry = Inquiry.objects.get()
    assert inquiry.page_title == "五天课程怎么排"
    expect(page.locator(".received-number")).to_have_text(inquiry.number)
    expect(page.locator(f'#inquiry a[href="{zhong.hotline_uri}"]')).to_be_visible()

    page.reload()
    page.locator("[name=month]").fill("12 月上旬")
    page.locator("#inquiry form button.button-primary").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert Inquiry.objects.get().month == "12 月上旬"
    context.close()
