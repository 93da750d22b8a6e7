"""A browser's window that remembers whatever the browser complained about."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# A refusal comes back as 422 with the form in it; Chromium reports that like a missing file.
EXPECTED = ("the server responded with a status of 422", "the server responded with a status of 429")


@contextmanager
def opened(
    browser: Browser, url: str, viewport: dict[str, int], complaints: list[str], *, is_phone: bool
) -> Iterator[Page]:
    """A page in a context of its own; when it closes, the browser must not have complained."""
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
    assert not complaints, "\n".join(complaints)
