"""A real Chromium against a real server: `page` at desk width, `phone_page` at 390 px.

A journey fails when the browser complains about anything it did not provoke: an error in the console, a breach of the
content security policy, an exception in a script, a request to a foreign host.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import chromium
from tests.browser.windows import DESK, PHONE, opened

# Playwright's synchronous API keeps an event loop in this thread, and Django would refuse to talk to its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


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
    with opened(browser, live_server.url, DESK, complaints, is_phone=False) as window:
        yield window


@pytest.fixture
def phone_page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Page]:
    """A page on a phone of 390 px with a touch screen."""
    with opened(browser, live_server.url, PHONE, complaints, is_phone=True) as window:
        yield window
