"""The hit counter: people count, once in half an hour; programs and colleagues do not."""

from datetime import timedelta

import pytest
import time_machine

from content.models import PageViewDaily
from content.rules import crawlers
from content.services import hits
from content.tasks import flush_hits
from kit import clock
from tests.factories import content
from tests.statements import once

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CUBOT = "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0.60 Language/zh_CN"


@pytest.fixture
def article():
    return content.article(content.channel())


def views(page):
    return sum(PageViewDaily.objects.filter(page=page).values_list("views", flat=True))


def read(client, page, agent=FIREFOX, **headers):
    assert client.get(page.url, HTTP_USER_AGENT=agent, **headers).status_code == 200


def test_a_reader_counts_once_in_half_an_hour(client, article, monday):
    with time_machine.travel(monday, tick=False) as now:
        read(client, article)
        read(client, article)
        hits.flush()
        assert views(article) == 1
        now.shift(timedelta(minutes=31))
        read(client, article)
        hits.flush()
    assert views(article) == 2


def test_two_readers_behind_one_address_count_twice(client, article):
    read(client, article)
    client.cookies.clear()
    read(client, article, WECHAT)
    hits.flush()
    assert views(article) == 2


def test_a_browser_that_refuses_cookies_still_counts_once(client, article):
    for _ in range(3):
        client.cookies.clear()
        read(client, article)
    hits.flush()
    assert views(article) == 1


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Bytespider",
        "python-requests/2.32",
        "axios/1.6.2",
        "facebookexternalhit/1.1",
    ],
)
def test_programs_do_not_count(client, article, agent):
    read(client, article, agent)
    assert hits.flush() == 0


@pytest.mark.parametrize("agent", [FIREFOX, WECHAT, CUBOT])
def test_browsers_are_no_programs(agent):
    assert not crawlers.is_program(agent)


def test_colleagues_do_not_count(client, article, manager):
    client.force_login(manager)
    read(client, article)
    assert hits.flush() == 0


def test_a_page_fetched_ahead_of_time_does_not_count(client, article):
    read(client, article, HTTP_SEC_PURPOSE="prefetch;prerender")
    assert hits.flush() == 0


def test_writing_down_twice_writes_once(client, article):
    read(client, article)
    assert flush_hits() == 1
    assert flush_hits() == 0
    assert views(article) == 1


def test_later_views_are_added_to_the_same_row(client, article):
    PageViewDaily.objects.create(page=article, day=clock.today(), views=7)
    read(client, article)
    hits.flush()
    assert PageViewDaily.objects.get(page=article).views == 8


def test_twenty_pages_are_written_down_as_cheaply_as_one(client, article):
    def written(pages):
        for page in pages:
            PageViewDaily.objects.create(page=page, day=clock.today(), views=1)
            read(client, page)
        return once(hits.flush)

    channel = content.channel()
    assert written([article]) == written([content.article(channel) for _one in range(20)])


def test_what_was_read_before_midnight_belongs_to_that_day(client, article, monday):
    before_midnight = monday.replace(hour=23, minute=59, second=50)
    with time_machine.travel(before_midnight, tick=False) as now:
        read(client, article)
        now.shift(timedelta(seconds=30))
        hits.flush()
    assert PageViewDaily.objects.get(page=article).day == monday.date()


def test_a_second_worker_leaves_while_the_first_one_writes(client, article):
    read(client, article)
    hits.cache.add(hits.FLUSHING_KEY, 1, 50)
    assert hits.flush() == 0
    hits.cache.delete(hits.FLUSHING_KEY)
    assert hits.flush() == 1


def test_opening_an_article_writes_nothing_to_the_database(client, article):
    read(client, article)
    assert not PageViewDaily.objects.exists()
