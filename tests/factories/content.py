"""Pages of the public site."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page, Site

from catalog.models import Programme
from content.models import ArticlePage, CentreSettings, ChannelPage, HomePage, ProgrammePage
from kit import clock

FIRST_PUBLISHED = datetime(2024, 11, 18, 9, 26, 53, tzinfo=clock.SHANGHAI)
_numbers = count(1)


def ground() -> Page:
    """Wagtail's root page; a test that commits its rows finds it gone, with everything else migrations once wrote."""
    if root := Page.get_first_root_node():
        return root
    Locale.objects.get_or_create(language_code="zh-hans")
    page_type = ContentType.objects.get_for_model(Page)
    return Page.add_root(instance=Page(title="Root", slug="root", content_type=page_type))


def home() -> HomePage:
    """The home page of the default site, with a profile; the same one however often it is asked for."""
    if found := HomePage.objects.first():
        return found
    page = ground().add_child(instance=HomePage(title="首页", slug="centre", hero_title="来上课"))
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    site.root_page = page
    site.save()
    CentreSettings.objects.create(
        name="中信井冈山培训中心",
        address="江西省井冈山市梨坪",
        telephone="0796-8970353",
        business_email="zxjgsgbxy@163.com",
        icp_number="赣ICP备19010548号",
        police_number="赣公网安备36088102000097号",
    )
    return page


def channel(title: str = "理论学习", **values: Any) -> ChannelPage:
    """A channel of the main navigation."""
    parent = home()
    values = {"slug": f"channel-{next(_numbers)}", "show_in_menus": True} | values
    return parent.add_child(instance=ChannelPage(title=title, **values))


def article(shelf: ChannelPage, **values: Any) -> ArticlePage:
    """A published article; each one a minute younger than the one before."""
    number = next(_numbers)
    values = {
        "title": f"第 {number} 篇文章",
        "slug": f"article-{number}",
        "summary": "两句话。说清楚这一篇讲什么。",
        "published_at": FIRST_PUBLISHED + timedelta(minutes=number),
        "body": [("heading", "怎么选"), ("paragraph", "<p>先看路程，再看场地。</p>"), ("heading", "怎么排")],
    } | values
    shelf.refresh_from_db()
    return shelf.add_child(instance=ArticlePage(**values))


def programme(**values: Any) -> Programme:
    """A programme on offer."""
    number = next(_numbers)
    values = {"title": f"五日班 {number}", "slug": f"five-days-{number}", "theme": "能力", "days": 5} | values
    return Programme.objects.create(class_hours=values["days"] * 8, **values)


def programme_page(shelf: ChannelPage, offered: Programme, **values: Any) -> ProgrammePage:
    """The page that tells people about a programme."""
    shelf.refresh_from_db()
    return shelf.add_child(instance=ProgrammePage(title=offered.title, slug=offered.slug, programme=offered, **values))
