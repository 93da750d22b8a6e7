"""Nothing of ours breaks the content security policy; the editor's pages keep to the looser one they need."""

import pytest
from playwright.sync_api import expect

from crm.intake.models import Inquiry
from tests.browser.test_a_bad_connection import signed_in
from tests.factories import content
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def violations(page):
    """What the browser refused so far; asked of each page before it is left, and told as it happens."""
    found = []
    page.expose_function("tellViolation", lambda told: found.append(told))  # noqa: PLW0108
    page.add_init_script(
        """document.addEventListener("securitypolicyviolation", (event) =>
            tellViolation(`${location.pathname}: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"""
    )
    return found


def test_the_listener_hears_a_violation(page, zhong, violations, complaints):
    page.goto("/accounts/sign-in/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(100)
    assert [one.partition(" ")[2] for one in violations] == ["style-src-attr inline "]
    complaints.clear()


def test_a_visitor_s_pages_keep_the_policy(page, zhong, violations, complaints):
    article = content.article(content.channel())
    for address in ("/", article.url, "/inquire/", "/accounts/sign-in/", "/nothing-here/"):
        page.goto(address, wait_until="networkidle")
    complaints.clear()  # of the page that is not there

    page.goto(article.url)
    form = page.locator("#inquiry form")
    form.locator("button.button-primary").click()
    expect(page.locator("[data-form-errors]")).to_be_visible()
    for name, said in (("name", "王主任"), ("phone", "139 0000 2208"), ("head_count", "45")):
        page.locator(f"[name={name}]").fill(said)
    page.locator("[name=consent]").check()
    page.locator("#inquiry form button.button-primary").click()
    expect(page.locator(".received-number")).to_be_visible()
    assert Inquiry.objects.exists()
    assert violations == []


def test_a_consultant_s_pages_keep_the_policy(page, zhong, violations):
    lead = LeadFactory(owner=zhong)
    ClassSessionFactory()
    signed_in(page, zhong.user)
    for address in ("/desk/", "/desk/review/", "/desk/pool/", "/desk/roster/", "/classes/", "/messages/"):
        page.goto(address, wait_until="networkidle")
    page.goto("/desk/telephone/")
    page.locator("#telephone-number").press_sequentially("13911112222")
    expect(page.locator("[name=name]").first).to_be_visible()

    page.goto(f"/desk/leads/{lead.pk}/", wait_until="networkidle")
    page.locator(".outcomes > summary").click()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".toast [data-undo]")).to_be_visible()
    page.locator("#panel-note button").click()
    expect(page.locator("#panel-note [data-form-errors]")).to_be_visible()
    page.locator("#note-text").fill("对方要报价")
    page.locator("#panel-note button").click()
    expect(page.locator(".timeline-card")).to_have_text("对方要报价")
    assert violations == []


def test_a_manager_s_pages_keep_the_policy(page, zhong, manager, violations):
    signed_in(page, manager)
    for address in ("/reports/funnel/", "/desk/roster/", "/desk/routing/", "/desk/cadence/", "/messages/gateways/"):
        page.goto(address, wait_until="networkidle")
    assert violations == []


def test_the_editor_s_pages_keep_the_looser_policy(page, editor, violations):
    article = content.article(content.channel())
    signed_in(page, editor)
    for address in ("/cms/", f"/cms/pages/{article.pk}/edit/"):
        page.goto(address, wait_until="networkidle")
    assert violations == []
