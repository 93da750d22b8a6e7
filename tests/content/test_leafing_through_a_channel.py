"""A channel: newest first, ten to a page, with a feed; the home page and programme pages lead on."""

import pytest

from content.models import ArticleProgramme, ProgrammeReading
from tests.content.reading import shown
from tests.factories import content
from tests.statements import statements

pytestmark = pytest.mark.django_db


def test_the_newest_stands_first_and_drafts_stay_inside(client):
    shelf = content.channel()
    older, newer = content.article(shelf, title="旧的"), content.article(shelf, title="新的")
    content.article(shelf, title="没写完的", live=False)
    page_text = shown(client.get(shelf.url))
    assert page_text.index("新的") < page_text.index("旧的")
    assert "没写完的" not in page_text
    assert older.url in page_text
    assert newer.url in page_text


def test_eleven_articles_make_two_pages(client):
    shelf = content.channel()
    for _ in range(11):
        content.article(shelf)
    first, second = shown(client.get(shelf.url)), shown(client.get(f"{shelf.url}?page=2"))
    assert first.count('class="entry"') == 10
    assert second.count('class="entry"') == 1
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev" href="?page=1"' in second


@pytest.mark.parametrize("page", ["0", "99", "nonsense"])
def test_a_made_up_page_number_shows_a_real_page(client, page):
    shelf = content.channel()
    content.article(shelf)
    assert 'class="entry"' in shown(client.get(f"{shelf.url}?page={page}"))


def test_it_takes_the_same_statements_for_one_and_for_many(client, zhong):
    shelf = content.channel()
    content.article(shelf)
    one = statements(lambda: client.get(shelf.url))
    for _ in range(9):
        content.article(shelf)

    assert statements(lambda: client.get(shelf.url)) == one


def test_an_empty_channel_says_so(client):
    assert "empty-title" in shown(client.get(content.channel().url))


def test_the_feed_carries_the_newest(client):
    shelf = content.channel("理论学习")
    page = content.article(shelf, title="一篇")
    feed = client.get(f"/feeds/{shelf.pk}.xml")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "一篇" in feed.content.decode()
    assert page.url in feed.content.decode()


def test_an_unpublished_channel_has_no_feed(client):
    shelf = content.channel(live=False)
    assert client.get(f"/feeds/{shelf.pk}.xml").status_code == 404


def test_a_programme_page_lists_what_to_read_and_how_to_go_on(client):
    shelf, offered = content.channel("培训项目"), content.programme(title="党性教育五日班", days=5)
    article = content.article(content.channel(), title="开班前读什么")
    page = content.programme_page(
        shelf,
        offered,
        timetable=[("day", {"title": "第 1 天", "lines": "14:00|报到|驻地\n16:30|开班式"})],
        next_steps=[("steps", [{"title": "收到方案", "text": "两个工作日"}])],
    )
    ProgrammeReading.objects.create(page=page, article=article)
    page_text = shown(client.get(page.url))
    for words in ("党性教育五日班", article.url, "14:00", "驻地", "开班式", "收到方案"):
        assert words in page_text
    assert page.url in shown(client.get(shelf.url))
    assert page.url in shown(client.get("/"))


def test_a_programme_no_longer_on_offer_leaves_the_lists(client):
    shelf = content.channel("培训项目")
    offered = content.programme(is_active=False)
    page = content.programme_page(shelf, offered)
    article = content.article(content.channel())
    ArticleProgramme.objects.create(article=article, programme=offered)
    for address in (shelf.url, "/", article.url):
        assert f'href="{page.url}"' not in shown(client.get(address))


def test_only_channels_of_the_menu_stand_in_the_menu(client):
    listed, hidden = content.channel("理论学习"), content.channel("内部", show_in_menus=False)
    page = shown(client.get("/"))
    assert listed.url in page
    assert hidden.url not in page
