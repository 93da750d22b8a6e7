"""A real Chromium against a real server: `page` at desk width, `phone_page` at 390 px.

A journey fails when the browser complains about anything it did not provoke: an error in the console, a breach of the
content security policy, an exception in a script, a request to a foreign host.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import chromium

# Playwright's synchronous API keeps an event loop in this thread, and Django would refuse to talk to its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# A refusal comes back as 422 with the form in it; Chromium reports that like a missing file.
EXPECTED = ("the server responded with a status of 422", "the server responded with a status of 429")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; without one the journeys are skipped, and in CI they fail."""
    path = chromium.find()
    if path is None:
        reason = "no Chromium on this machine: `make test` tries to install one, or set CHROMIUM=/path"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about so far; a journey that provokes one on purpose clears the list."""
    return []


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Page]:
    """A page at 1440 px; `page.goto("/")` opens the server under test."""
    with _opened(browser, live_server.url, DESK, complaints, is_phone=False) as opened:
        yield opened


@pytest.fixture
def phone_page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Page]:
    """A page on a phone of 390 px with a touch screen."""
    with _opened(browser, live_server.url, PHONE, complaints, is_phone=True) as opened:
        yield opened


@contextmanager
def _opened(
    browser: Browser, url: str, viewport: dict[str, int], complaints: list[str], *, is_phone: bool
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=url,
        viewport=viewport,
        has_touch=is_phone,
        is_mobile=is_phone,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    page = context.new_page()

    def console(message: ConsoleMessage) -> None:
        asked_by_itself = message.location["url"].endswith("/favicon.ico")
        if message.type == "error" and not asked_by_itself and not any(words in message.text for words in EXPECTED):
            complaints.append(f"{page.url}: {message.text}")

    def request(address: str) -> None:
        if not address.startswith((url, "data:", "blob:", "about:")):
            complaints.append(f"{page.url} asked a foreign host: {address}")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda asked: request(asked.url))
    yield page
    context.close()
    assert complaints == []
