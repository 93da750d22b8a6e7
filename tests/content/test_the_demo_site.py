"""The demo site: built from our own texts, the same every time."""

import pytest
from wagtail.models import Page

from content.models import ArticlePage, CentreSettings, ProgrammePage
from demo import pages
from demo.pages import texts
from tests.factories import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def programmes():
    return [content.programme(position=place) for place in range(3)]


def test_building_it_twice_builds_it_once_and_every_page_opens(client, editor, programmes, zhong):
    pages.build(editor)
    before = list(Page.objects.order_by("pk").values_list("pk", "url_path"))
    pages.build(editor)
    assert list(Page.objects.order_by("pk").values_list("pk", "url_path")) == before
    assert ArticlePage.objects.live().count() == len(texts.ARTICLES) == 20
    assert ProgrammePage.objects.live().count() == 3
    for page in Page.objects.live().filter(depth__gt=1):
        assert client.get(page.url).status_code == 200, page.url


@pytest.fixture
def one_article(monkeypatch):
    """A shorter site, where the other articles prove nothing."""
    monkeypatch.setattr(texts, "ARTICLES", [one for one in texts.ARTICLES if one.slug == "20250812-1"])


def test_what_an_editor_changed_stays_changed(editor, programmes, one_article):
    pages.build(editor)
    page = ArticlePage.objects.get(slug="20250812-1")
    page.title = "编辑改过的题目"
    page.save_revision().publish()
    pages.build(editor)
    assert ArticlePage.objects.get(slug="20250812-1").title == "编辑改过的题目"


def test_it_shows_the_centres_published_facts(editor, one_article):
    pages.build(editor)
    profile = CentreSettings.objects.get()
    profile.full_clean()
    assert profile.police_number == "赣公网安备36088102000097号"
    article = ArticlePage.objects.get(title="树立和践行正确政绩观")
    assert (article.published_at.isoformat(), article.hits_base) == ("2025-08-12T01:26:53+00:00", 2483)


def test_without_programmes_there_is_still_a_site(client, editor, one_article):
    pages.build(editor)
    assert client.get("/").status_code == 200
