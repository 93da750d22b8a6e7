"""Who knows the earlier address of a page is led to it, and never to a draft or in a circle."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from content.models import ArticlePage, ChannelPage
from kit import clock
from tests.content import editing
from tests.factories import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def rename(as_editor, django_capture_on_commit_callbacks):
    """Give a page another address in the editor's form, published or as a draft."""

    def renamed(page, slug, *, publish=True):
        address = editing.form_of(page)
        sent = editing.filled(as_editor, address, slug=slug) | (editing.PUBLISH if publish else {})
        with django_capture_on_commit_callbacks(execute=True):
            answer = as_editor.post(address, sent)
        assert answer.status_code == 302, answer.context["form"].errors
        page.refresh_from_db()

    return renamed


def test_the_earlier_address_leads_to_the_page(visitor, rename):
    shelf = content.channel(slug="theory")
    page = content.article(shelf, slug="five-days")
    rename(page, "six-days")
    rename(shelf, "theories")

    for earlier in ("/theory/five-days/", "/theory/six-days/"):
        assert visitor.get(earlier, follow=True).redirect_chain[-1][0].endswith("/theories/six-days/")


@pytest.mark.parametrize("kind", [ArticlePage, ChannelPage])
def test_a_name_given_back_leads_in_no_circle(visitor, rename, kind):
    shelf = content.channel(slug="theory")
    page = content.article(shelf, slug="first") if kind is ArticlePage else shelf
    first = page.slug
    rename(page, "second")
    second = page.url
    rename(page, first)
    assert visitor.get(page.url).status_code == 200
    assert visitor.get(second, follow=True).status_code == 200

    page.unpublish()
    for address in (page.url, second):
        assert visitor.get(address).status_code == 404


def test_a_page_taken_back_is_not_found_anywhere(visitor, rename):
    page = content.article(content.channel(), slug="first", first_published_at=clock.now())
    page.unpublish()
    earlier = page.url
    rename(page, "second", publish=False)
    assert visitor.get(earlier).status_code == 404
    assert visitor.get(f"{earlier}?from=list").status_code == 404

    rename(page, "third")
    assert visitor.get(earlier, follow=True).redirect_chain[-1][0].endswith("/third/")


@pytest.mark.django_db(transaction=True)
def test_an_address_only_a_draft_had_is_never_one(visitor, rename):
    page = content.article(content.channel(), slug="w", live=False)
    earlier = page.url
    rename(page, "we", publish=False)
    assert visitor.get(earlier).status_code == 404
    rename(page, "weekly")

    assert visitor.get(page.url).status_code == 200
    assert visitor.get(earlier).status_code == 404
    assert not Redirect.objects.exists()
    rename(page, "monthly")
    assert Redirect.objects.get().redirect_page_id == page.pk


def test_an_address_is_no_longer_than_a_redirect_can_hold(as_editor, rename):
    deepest = content.channel(slug="a" * 60)
    for _ in range(2):
        deepest = deepest.add_child(instance=ChannelPage(title="下级", slug="a" * 60))
    page = content.article(deepest)
    rename(page, "b" * 60)
    rename(page, "c" * 60)
    address = editing.form_of(page)
    refused = as_editor.post(address, editing.filled(as_editor, address, slug="d" * 61) | editing.PUBLISH)

    assert "slug" in refused.context["form"].errors
    assert Redirect.objects.count() == 2


def test_a_redirect_of_an_administrator_is_kept(visitor, rename):
    page = content.article(content.channel(), slug="draft", live=False)
    Redirect.add_redirect("/leaflet", redirect_to=page)
    assert visitor.get("/leaflet/").status_code == 404
    rename(page, "leaflet-2026")

    assert visitor.get("/leaflet/").url == page.url
