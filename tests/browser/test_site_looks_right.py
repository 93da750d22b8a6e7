"""What only a real Chromium shows of the public pages: what stays in sight, what moves, what works without scripts."""

import pytest
from playwright.sync_api import expect

from content.models import ArticlePage
from demo import pages
from demo.pages import texts
from tests.factories import content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDER_THAN_THE_PAGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def site(editor, zhong, qian, monkeypatch):
    """The demo site with one of its articles."""
    monkeypatch.setattr(texts, "ARTICLES", [one for one in texts.ARTICLES if one.slug == "20250812-1"])
    content.ground()
    for place in range(3):
        content.programme(position=place)
    pages.build(editor)


def test_text_twice_as_large_still_fits(page, site):
    page.goto("/theory/20250812-1/")
    page.set_viewport_size({"width": 720, "height": 450})
    assert page.evaluate(WIDER_THAN_THE_PAGE) == 0


def test_large_text_and_a_narrow_screen_cut_nothing(page, site, live_server):
    for language in ("zh-hans", "en"):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        for address in ("/", "/theory/20250812-1/", "/about/contact/"):
            for width, text in ((390, "32px"), (320, "16px")):
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(address)
                page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
                expect(page.locator("html")).to_have_css("font-size", text)
                assert page.evaluate(WIDER_THAN_THE_PAGE) == 0, (language, address, width)


def test_the_hotline_bar_scrolls_away_where_few_letters_fit(phone_page, site):
    phone_page.goto("/theory/20250812-1/")
    bar = phone_page.locator(".hotline-bar")
    expect(bar).to_have_css("position", "sticky")
    phone_page.set_viewport_size({"width": 195, "height": 422})  # 390 px at text twice as large, in letters
    expect(bar).to_have_css("position", "static")


def test_the_hotline_stays_in_sight_and_never_covers_a_heading(page, site):
    page.goto("/theory/20250812-1/")
    page.get_by_role("link", name="结业：带一张清单回去").click()
    heading = page.get_by_role("heading", name="结业：带一张清单回去").bounding_box()
    bar = page.locator(".hotline-bar").bounding_box()
    assert bar["y"] == 0
    assert heading["y"] >= bar["y"] + bar["height"]


def test_the_text_size_changes_at_once_and_is_remembered(page, site):
    page.goto("/theory/20250812-1/")
    before = page.locator(".prose p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    page.locator("[data-sizes] button[value=large]").click()
    assert page.url.endswith("/theory/20250812-1/")
    assert page.locator("[data-sizes] button[value=large]").get_attribute("aria-pressed") == "true"
    page.reload()
    after = page.locator(".prose p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert after > before


def test_a_tapped_hotline_reports_its_number_and_page(page, site, zhong):
    page.goto("/theory/20250812-1/")
    article = ArticlePage.objects.get(slug="20250812-1")
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")  # no telephone here
    with page.expect_request("**/hotline/tap/") as asked:
        page.get_by_role("link", name="180 7960 6663").first.click()
    assert f"consultant={zhong.pk}" in asked.value.post_data
    assert f"page={article.pk}" in asked.value.post_data


def test_on_a_phone_the_bottom_bar_makes_room_for_the_form(phone_page, site):
    phone_page.goto("/theory/20250812-1/")
    bar = phone_page.locator("[data-bar]")
    expect(bar).to_be_visible()
    phone_page.locator("#inquiry").scroll_into_view_if_needed()
    expect(bar).to_be_hidden()


def test_the_menu_of_a_phone_opens_without_a_script(browser, live_server, site):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto("/theory/20250812-1/")
    page.locator(".site-menu summary").click()
    page.locator(".site-menu").get_by_role("link", name="培训项目").click()
    assert page.url.endswith("/programmes/")
    page.goto("/theory/20250812-1/")
    page.locator("[data-sizes] button[value=large]").click()
    assert page.url.endswith("?size=large")
    expect(page.locator("html.size-large")).to_have_count(1)
    context.close()


def test_a_page_is_light_and_stands_still(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/theory/20250812-1/", wait_until="networkidle")
    shifted = page.evaluate(
        """() => new Promise((done) => {
            let total = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) total += entry.value;
            }).observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(total), 200);
        })"""
    )
    assert shifted <= 0.02
    before_the_fold = [address for address in asked if "/drawings/" not in address]
    assert len(before_the_fold) <= 9, before_the_fold


def test_what_was_typed_survives_a_change_of_the_language(page, site):
    page.goto("/theory/20250812-1/")
    page.locator("[name=name]").fill("王主任")
    page.locator("[name=consent]").check()
    page.locator(".site-header").get_by_role("button", name="English").click()
    expect(page.locator("html[lang=en]")).to_have_count(1)
    assert page.url.endswith("/theory/20250812-1/")
    expect(page.locator("[name=name]")).to_have_value("王主任")
    expect(page.locator("[name=consent]")).to_be_checked()


def test_a_consent_is_given_on_the_page_it_is_for(page, site):
    page.goto("/theory/20250812-1/")
    consent = page.locator("[name=consent]")
    consent.check()
    page.goto("/theory/")
    expect(consent).not_to_be_checked()
    page.goto("/theory/20250812-1/")
    expect(consent).to_be_checked()
    consent.uncheck()
    page.reload()
    expect(consent).not_to_be_checked()
