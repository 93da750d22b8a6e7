"""The public pages in a real Chromium: nothing for axe to say, nothing too wide, nothing too small to tap."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from content import demo
from content.models import ArticlePage
from tests.factories import content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = (
    "/",
    "/theory/",
    "/theory/20250812-1/",
    "/trainees/20251028-1/",
    "/programmes/",
    "/about/",
    "/about/privacy/",
    "/accounts/sign-in/",
    "/inquire/",
    "/styleguide/",
)
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]
    .filter((one) => !one.closest('p, .visually-hidden, .chip, .check') && !one.matches('.skip-link'))
    .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
    .filter(([box]) => box.width && box.height && (box.width < 24 || box.height < 24))
    .map(([box, html]) => html)"""
WIDER_THAN_THE_PAGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def site(editor, zhong, qian):
    content.ground()
    for place in range(3):
        content.programme(position=place)
    demo.build(editor)


def faults(page):
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]


def test_axe_finds_nothing_at_desk_width(page, site):
    for address in ADDRESSES:
        page.goto(address)
        assert (address, faults(page)) == (address, [])


def test_axe_finds_nothing_on_a_phone(phone_page, site):
    for address in ADDRESSES:
        phone_page.goto(address)
        assert (address, faults(phone_page)) == (address, [])


def test_nothing_is_wider_than_the_narrowest_phone(phone_page, site):
    phone_page.set_viewport_size({"width": 320, "height": 640})
    for address in ADDRESSES:
        phone_page.goto(address)
        assert (address, phone_page.evaluate(WIDER_THAN_THE_PAGE)) == (address, 0)


def test_text_twice_as_large_still_fits(page, site):
    page.goto("/theory/20250812-1/")
    page.set_viewport_size({"width": 720, "height": 450})
    assert page.evaluate(WIDER_THAN_THE_PAGE) == 0


def test_everything_is_large_enough_to_tap(phone_page, site):
    for address in ADDRESSES:
        phone_page.goto(address)
        assert (address, phone_page.evaluate(SMALL_TARGETS)) == (address, [])


def test_the_hotline_stays_in_sight_and_never_covers_a_heading(page, site):
    page.goto("/theory/20250812-1/")
    page.get_by_role("link", name="结业：带一张清单回去").click()
    heading = page.get_by_role("heading", name="结业：带一张清单回去").bounding_box()
    bar = page.locator(".hotline-bar").bounding_box()
    assert bar["y"] == 0
    assert heading["y"] >= bar["y"] + bar["height"]


def test_the_text_size_changes_without_a_reload_and_is_remembered(page, site):
    page.goto("/theory/20250812-1/")
    before = page.locator(".prose p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    page.locator("[data-sizes] button[value=large]").click()
    assert page.url.endswith("/theory/20250812-1/")
    assert page.locator("[data-sizes] button[value=large]").get_attribute("aria-pressed") == "true"
    page.reload()
    after = page.locator(".prose p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert after > before


def test_a_tapped_hotline_tells_the_centre_which_number_on_which_page(page, site, zhong):
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
    assert page.locator("html.size-large").count() == 1
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
