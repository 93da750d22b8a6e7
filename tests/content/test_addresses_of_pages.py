"""Addresses: readable in a text message, found in few statements, known to crawlers."""

from datetime import date

import pytest
import time_machine

from content.models import ArticlePage
from content.rules import slugs
from tests.content import editing
from tests.content.reading import shown
from tests.factories import content

pytestmark = pytest.mark.django_db


def test_a_chinese_title_gets_a_dated_address(monday):
    shelf = content.channel()
    with time_machine.travel(monday, tick=False):
        first, second = (content.article(shelf, title="怎么选教学点", slug="") for _ in range(2))
    assert (first.slug, second.slug) == ("20261123-1", "20261123-2")


def test_a_latin_title_keeps_wagtails_address():
    assert content.article(content.channel(), title="What to bring", slug="").slug == "what-to-bring"


@pytest.mark.parametrize("title", ["!!!", "？", "a" * 255, "what to bring " * 10])
@pytest.mark.parametrize("action", [{}, editing.PUBLISH])
def test_every_title_gets_an_address(client, editor, title, action):
    shelf = content.channel()
    client.force_login(editor)
    address = editing.new(ArticlePage, shelf)
    for number in (1, 2):
        assert client.post(address, editing.filled(client, address, title=title) | action).status_code == 302
        page = ArticlePage.objects.latest("pk")
        assert page.url.endswith(f"-{number}/")
        assert client.get(page.url).status_code == (200 if action else 404)
    content.article(shelf, title=title, slug="")


def test_a_freed_number_is_used_again():
    assert slugs.dated(date(2026, 11, 18), {"20261118-1", "20261118-3"}) == "20261118-2"


def test_an_editor_need_not_think_of_an_address(client, admin_person):
    shelf = content.channel()
    client.force_login(admin_person)
    address = f"/cms/pages/add/content/articlepage/{shelf.pk}/"
    form = client.get(address).context["form"]
    data = {
        "title": "编辑写的文章",
        "slug": "",
        "published_at": "2026-11-18 09:26:53",
        "origin": "own",
        "drawing": "mist",
    }
    data |= {"hits_base": "0", "body-count": "0", "action-publish": "1"}
    for formset in form.formsets.values():
        prefix = formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = client.post(address, data)
    assert response.status_code == 302, response.context["form"].errors
    assert ArticlePage.objects.get(title="编辑写的文章").slug.endswith("-1")


@pytest.mark.parametrize("path", ["no-such-page/", "no/such/page/", "centre/"])
def test_an_unknown_address_is_not_found(client, path):
    content.home()
    assert client.get(f"/{path}").status_code == 404


def test_a_page_behind_a_false_trail_is_not_found(client):
    page = content.article(content.channel())
    assert client.get(f"/somewhere/{page.slug}/").status_code == 404


def test_the_trail_leads_home(client):
    shelf = content.channel("理论学习")
    page_text = shown(client.get(content.article(shelf).url))
    assert f'<a href="{shelf.url}">理论学习</a>' in page_text[page_text.index("breadcrumbs") :]


def test_crawlers_find_the_sitemap_and_every_published_page(client):
    page, draft = content.article(content.channel()), content.article(content.channel(), live=False)
    assert "sitemap.xml" in shown(client.get("/robots.txt"))
    listed = shown(client.get("/sitemap.xml"))
    assert page.url in listed
    assert draft.url_path not in listed


def test_browsers_find_an_icon(client):
    assert client.get("/favicon.ico").url.endswith("img/logo.svg")
