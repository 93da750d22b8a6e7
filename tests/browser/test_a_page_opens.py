import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_browser_reaches_the_server(page):
    page.goto("/healthz")
    assert "ok" in page.content()


def test_a_phone_reaches_the_server(phone_page):
    phone_page.goto("/healthz")
    assert phone_page.viewport_size == {"width": 390, "height": 844}
