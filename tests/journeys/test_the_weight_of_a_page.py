"""What travels before a page can be read, compressed as it travels; one kB is 1,000 bytes."""

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.urls import reverse

from content.models import ArticlePage
from demo import pages
from demo.pages import texts
from tests.factories import content

pytestmark = pytest.mark.django_db

MOST_HTML = 25_000
PUBLIC_CSS, PUBLIC_JS = 12_000, 5_000
DESK_CSS, DESK_JS = 20_000, 35_000


@pytest.fixture
def site(editor, zhong, qian):
    for place in range(3):
        content.programme(position=place)
    pages.build(editor)


def fetched(client, address):
    """The compressed size of a page, and the page."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    return len(answer.content), BeautifulSoup(gzip.decompress(answer.content), "html.parser")


def weight(page, tag, attribute):
    """The compressed size of all files of one kind that a page names."""
    addresses = {one[attribute] for one in page.select(tag)}
    assert addresses
    return sum(len(gzip.compress(_file(address), 9)) for address in addresses)


def _file(address):
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return Path(found).read_bytes()


def test_every_article_is_light(client, site):
    sizes = {article.slug: fetched(client, article.get_url())[0] for article in ArticlePage.objects.live()}
    assert len(sizes) == len(texts.ARTICLES)
    assert {slug: size for slug, size in sizes.items() if size > MOST_HTML} == {}


def test_the_public_pages_bring_little(client, site):
    for address in ("/", "/theory/20250812-1/", "/inquire/"):
        _size, page = fetched(client, address)
        assert weight(page, "link[rel=stylesheet]", "href") <= PUBLIC_CSS
        assert weight(page, "script[src]", "src") <= PUBLIC_JS


@pytest.mark.parametrize("name", ["desk:desk", "desk:lead", "classes:session-list", "messaging:message-list"])
def test_the_desk_brings_little(as_zhong, lead, name):
    _size, page = fetched(as_zhong, reverse(name, args=[lead.pk] if name == "desk:lead" else []))
    assert weight(page, "link[rel=stylesheet]", "href") <= DESK_CSS
    assert weight(page, "script[src]", "src") <= DESK_JS


def test_the_report_brings_no_more(as_manager, lead):
    _size, page = fetched(as_manager, reverse("reports:funnel"))
    assert weight(page, "link[rel=stylesheet]", "href") <= DESK_CSS
    assert weight(page, "script[src]", "src") <= DESK_JS
