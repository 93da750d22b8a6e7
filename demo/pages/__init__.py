"""The demo centre's site: built from `texts`, the same every time, and safe to build again."""

from datetime import datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html
from wagtail.models import Page, Site

from accounts.models import User
from catalog.models import Programme
from content import queries
from content.models import (
    ArticlePage,
    ArticleProgramme,
    ChannelPage,
    HomePage,
    ProgrammePage,
    ProgrammeReading,
    StandardPage,
)
from content.models.base import Drawing, PublicPage
from content.services import editors
from demo.pages import texts
from demo.pages.texts import Body, Text
from kit import clock

FIRST_YEAR = 2019
USUAL_PORTS = {"http": 80, "https": 443}

PageOfOurs = TypeVar("PageOfOurs", bound=PublicPage)


@transaction.atomic
def build(editor: User) -> HomePage:
    """Create the demo site, or what is missing of it; pages that an editor changed stay as they are."""
    editors.admit(editor)
    home = _home()
    profile = queries.profile()
    for name, value in {**texts.PROFILE, "founded_year": FIRST_YEAR}.items():
        setattr(profile, name, value)
    profile.save()
    channels = {channel.slug: _channel(home, channel) for channel in texts.CHANNELS}
    programmes = list(Programme.objects.active())
    articles = [_article(channels[text.channel], text, programmes, editor) for text in texts.ARTICLES]
    for text in texts.PLAIN_PAGES:
        _plain_page(channels[text.channel], text)
    for number, programme in enumerate(programmes):
        _programme_page(channels["programmes"], programme, number, articles)
    return home


def _home() -> HomePage:
    """The home page in the place of the one Wagtail's first migration makes."""
    found: HomePage | None = HomePage.objects.first()
    if found:
        return found
    root = Page.get_first_root_node()
    home: HomePage = root.add_child(
        instance=HomePage(
            title=texts.PROFILE["name"],
            slug="centre",
            hero_title=texts.HERO_TITLE,
            hero_text=texts.HERO_TEXT,
            facts=[("fact", {"label": label, "value": value}) for label, value in texts.FACTS],
        )
    )
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    welcome = site.root_page if site.root_page_id else None
    site.root_page, site.site_name = home, texts.PROFILE["name"]
    address = urlsplit(settings.PUBLIC_BASE_URL)
    site.hostname, site.port = address.hostname or "localhost", address.port or USUAL_PORTS[address.scheme]
    site.save()
    if welcome:
        welcome.delete()
    home.refresh_from_db()
    return home


def _channel(home: HomePage, channel: texts.Channel) -> ChannelPage:
    page = ChannelPage(
        title=channel.title, slug=channel.slug, intro=channel.intro, drawing=channel.drawing, show_in_menus=True
    )
    return _put(home, page)


def _article(channel: ChannelPage, text: Text, programmes: list[Programme], editor: User) -> ArticlePage:
    page = ArticlePage(
        title=text.title,
        slug=text.slug,
        summary=text.summary,
        body=_blocks(text.body),
        published_at=datetime.fromisoformat(text.published).replace(tzinfo=clock.SHANGHAI),
        drawing=text.drawing,
        author=text.author,
        editor="综合办公室",
        hits_base=text.hits,
        owner=editor,
    )
    page.programme_links = [
        ArticleProgramme(programme=programmes[place], sort_order=order)
        for order, place in enumerate(text.programmes)
        if place < len(programmes)
    ]
    return _put(channel, page)


def _plain_page(channel: ChannelPage, text: Text) -> StandardPage:
    page = StandardPage(title=text.title, slug=text.slug, intro=text.summary, body=_blocks(text.body))
    return _put(channel, page)


def _programme_page(
    channel: ChannelPage, programme: Programme, number: int, articles: list[ArticlePage]
) -> ProgrammePage:
    linked = [article for article in articles if programme.pk in _programme_ids(article)]
    page = ProgrammePage(
        title=programme.title,
        slug=programme.slug,
        programme=programme,
        drawing=Drawing.values[number % len(Drawing.values)],
        timetable=_timetable(programme.days),
        next_steps=_blocks(texts.NEXT_STEPS),
    )
    page.readings = [
        ProgrammeReading(article=article, sort_order=order) for order, article in enumerate((linked or articles)[:4])
    ]
    return _put(channel, page)


def _programme_ids(article: ArticlePage) -> set[int]:
    return set(ArticleProgramme.objects.filter(article=article).values_list("programme_id", flat=True))


def _timetable(days: int) -> list[tuple[str, dict[str, str]]]:
    """The first day, the last day, and the middle days in turn between them."""
    middle = texts.DAYS[1:-1]
    plan = [texts.DAYS[0], *(middle[day % len(middle)] for day in range(max(0, days - 2))), texts.DAYS[-1]]
    return [
        ("day", {"title": f"第 {number} 天 {title}", "lines": lines})
        for number, (title, lines) in enumerate(plan[-days:] if days == 1 else plan, 1)
    ]


def _put(parent: Page, page: PageOfOurs) -> PageOfOurs:
    """Put a page under its parent and publish it; the page already there when there is one."""
    kind = type(page)
    if found := kind.objects.child_of(parent).filter(slug=page.slug).first():
        return cast("PageOfOurs", found)
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _blocks(body: Body) -> list[tuple[str, Any]]:
    """Texts as StreamField values."""
    return [_block(part) for part in body]


def _block(part: Any) -> tuple[str, Any]:
    match part:
        case str():
            return "paragraph", str(format_html("<p>{}</p>", part))
        case ["h", words]:
            return "heading", words
        case ["q", words]:
            return "quote", {"text": words, "source": ""}
        case ["steps", steps]:
            return "steps", [{"title": title, "text": text} for title, text in steps]
        case ["table", caption, lines]:
            return "table", {"caption": caption, "lines": lines}
    raise ValueError(part)
