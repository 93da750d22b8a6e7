"""What a reader finds on an article."""

import gzip
from datetime import datetime

import pytest

from content import queries
from content.models import ArticleProgramme, PageViewDaily
from kit import clock
from tests.content.reading import shown
from tests.factories import content
from tests.statements import statements

pytestmark = pytest.mark.django_db

SMALLEST_PAGE_THAT_CONVINCES = 25 * 1024
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Firefox/140"}


@pytest.fixture
def shelf():
    return content.channel()


def test_it_shows_what_the_printed_page_shows(client, shelf, zhong):
    page = content.article(
        shelf,
        title="怎么选教学点",
        published_at=datetime(2025, 8, 12, 9, 26, 53, tzinfo=clock.SHANGHAI),
        source_name="现场教学部",
        author="教研部",
        editor="综合办公室",
        hits_base=2483,
    )
    page_text = shown(client.get(page.url))
    for words in (
        "怎么选教学点",
        "2025-08-12 09:26:53",
        'datetime="2025-08-12T09:26:53+08:00"',
        "现场教学部",
        "教研部",
        "综合办公室",
        "2483",
        "两句话。说清楚这一篇讲什么。",
        "先看路程，再看场地。",
        "180 7960 6663",
        "tel:+8618079606663",
        "江西省井冈山市梨坪",
        "0796-8970353",
        "赣ICP备19010548号",
        "https://beian.miit.gov.cn/",
        "赣公网安备36088102000097号",
        "36088102000097",
    ):
        assert words in page_text, words


def test_the_counter_adds_to_what_the_earlier_site_counted(client, shelf):
    page = content.article(shelf, hits_base=40)
    PageViewDaily.objects.create(page=page, day=clock.today(), views=2)
    assert "42" in shown(client.get(page.url))


def test_enough_headings_become_a_list_of_contents(client, shelf):
    few = content.article(shelf)
    many = content.article(shelf, body=[("heading", word) for word in ("一", "二", "三")])
    assert 'class="contents"' not in shown(client.get(few.url))
    page_text = shown(client.get(many.url))
    assert '<a href="#s2">二</a>' in page_text
    assert '<h2 id="s2">' in page_text


def test_a_draft_is_nobodys_to_read(client, shelf):
    page = content.article(shelf, live=False)
    assert client.get(page.url).status_code == 404


def test_it_links_to_programmes_related_and_next_articles(client, shelf):
    offered = content.programme(title="党性教育五日班")
    landing = content.programme_page(shelf, offered)
    earlier = content.article(shelf, title="上一篇的题目")
    page = content.article(shelf)
    later = content.article(shelf, title="下一篇的题目")
    elsewhere = content.article(content.channel("现场教学"), title="同一项目的文章")
    for one in (page, elsewhere):
        ArticleProgramme.objects.create(article=one, programme=offered)
    page_text = shown(client.get(page.url))
    for target in (landing, earlier, later, elsewhere):
        assert f'href="{target.url}"' in page_text
    assert page_text.index('id="related-title"') < page_text.index("同一项目的文章")


def test_one_that_shares_a_programme_stands_before_a_newer_one(shelf):
    offered = content.programme()
    page, relative = content.article(shelf), content.article(shelf)
    newer = content.article(shelf)
    for one in (page, relative):
        ArticleProgramme.objects.create(article=one, programme=offered)
    assert queries.related(page) == [relative, newer]


def test_it_takes_the_same_statements_for_any_number(client, shelf, zhong):
    page, offered = content.article(shelf), content.programme()
    ArticleProgramme.objects.create(article=page, programme=offered)
    content.programme_page(shelf, offered)
    content.article(shelf)
    few = statements(lambda: client.get(page.url, **READER))
    for _ in range(9):
        content.article(shelf)

    assert statements(lambda: client.get(page.url, **READER)) == few


def test_it_is_small_enough_for_a_slow_line(client, shelf, zhong, qian, liu):
    long_text = [("paragraph", f"<p>{'先看路程，再看场地。' * 40}</p>") for _ in range(12)]
    page = content.article(shelf, body=long_text)
    for _ in range(4):
        content.article(shelf)
    assert len(gzip.compress(client.get(page.url).content)) < SMALLEST_PAGE_THAT_CONVINCES


@pytest.mark.parametrize("size", ["large", "small"])
def test_the_text_size_works_without_javascript(client, shelf, size):
    page = content.article(shelf)
    chosen = shown(client.get(f"{page.url}?size={size}"))
    assert f'class="size-{size}"' in chosen
    assert f'value="{size}" aria-pressed="true"' in chosen
    assert f'class="size-{size}"' in shown(client.get(page.url))


def test_a_made_up_text_size_changes_nothing(client, shelf):
    page = content.article(shelf)
    response = client.get(f'{page.url}?size="><script>')
    assert 'class="size-medium"' in response.content.decode()
    assert "size" not in response.cookies
