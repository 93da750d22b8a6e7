"""A person before a browser without scripts: opens pages, follows links, fills in forms as they stand on the page."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

PASSWORD = "a-password-of-the-journey"
SECONDS = 30


@dataclass
class Person:
    """One browser with its own cookies; `page` is what it shows."""

    home: str
    session: requests.Session = field(default_factory=requests.Session)
    answer: requests.Response = field(default_factory=requests.Response)
    page: BeautifulSoup = field(default_factory=BeautifulSoup)

    def open(self, address: str) -> BeautifulSoup:
        """Open an address, and expect to find something there."""
        self._show(self.session.get(urljoin(self.answer.url or self.home, address), timeout=SECONDS))
        assert self.answer.status_code == 200, (address, self.answer.status_code)
        return self.page

    def send(self, form: str, **said: str) -> requests.Response:
        """Fill in the form a CSS selector finds and press its button; what is not said stays as the page has it."""
        found = self.page.select_one(form)
        assert found is not None, f"{form} is not on {self.answer.url}"
        address = urljoin(self.answer.url, str(found.get("action") or self.answer.url))
        headers = {"Referer": self.answer.url}
        self._show(self.session.post(address, data=_filled_in(found) | said, headers=headers, timeout=SECONDS))
        return self.answer

    def sign_in(self, name: str) -> BeautifulSoup:
        """Come in by the front door, and land where one's work begins."""
        self.open("/accounts/sign-in/")
        self.send("main form", username=name, password=PASSWORD)
        assert self.answer.status_code == 200
        assert "/accounts/sign-in/" not in self.answer.url
        return self.page

    def words(self, where: str = "main") -> str:
        """What is written in a part of the page, blanks folded."""
        found = self.page.select_one(where)
        assert found is not None, f"{where} is not on {self.answer.url}"
        return " ".join(found.get_text(" ").split())

    def _show(self, answer: requests.Response) -> None:
        self.answer, self.page = answer, BeautifulSoup(answer.content, "html.parser")


def _filled_in(form: Tag) -> dict[str, str]:
    """What the form would send untouched."""
    fields = form.select("input[name]:not([type=radio]):not([type=checkbox])")
    texts = {str(one["name"]): one.get_text() for one in form.select("textarea[name]")}
    return {str(one["name"]): str(one.get("value", "")) for one in fields} | texts
