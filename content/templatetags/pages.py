"""`{% load pages %}`: what a page shows of other pages; each tag calls one function of `content.queries`."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from content import queries
from content.models import ArticlePage, ChannelPage, ProgrammePage, StandardPage
from content.models.base import PublicPage
from kit import clock

register = template.Library()

A_PAGE = 10
HOME_DEPTH = 2

register.simple_tag(queries.views, name="views_of")
register.simple_tag(queries.offers, name="offers_of")
register.simple_tag(queries.related, name="related_to")
register.simple_tag(queries.neighbours, name="neighbours_of")
register.simple_tag(queries.newest, name="newest_articles")
register.simple_tag(queries.readings, name="readings_of")


@register.simple_tag
def programme_pages(channel: ChannelPage | None = None) -> Iterable[ProgrammePage]:
    """Pages of programmes on offer, of one channel or of the whole site."""
    return list(queries.programme_pages(channel))


@register.simple_tag
def plain_pages(channel: ChannelPage) -> Iterable[StandardPage]:
    """The undated pages of a channel."""
    return list(queries.plain_pages(channel))


@register.simple_tag(takes_context=True)
def articles_in(context: dict[str, Any], channel: ChannelPage) -> ListPage[ArticlePage]:
    """The articles of a channel on the page that `?page=` names."""
    request: HttpRequest = context["request"]
    return Paginator(queries.articles_in(channel), A_PAGE).get_page(request.GET.get("page"))


@register.simple_tag
def trail_of(page: PublicPage) -> Iterable[Page]:
    """The breadcrumbs between the home page and this one."""
    if page.trail is not None:
        return page.trail
    return [ancestor for ancestor in page.get_ancestors() if ancestor.depth > HOME_DEPTH]


@register.simple_tag(takes_context=True)
def article_data(context: dict[str, Any], article: ArticlePage) -> SafeString:
    """The article for search engines, as a JSON-LD data block (data, which a browser never runs)."""
    centre = context["centre"]
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article.title,
        "datePublished": clock.local(article.published_at).isoformat(timespec="seconds"),
        "description": article.summary,
        "inLanguage": "zh-Hans",
        "publisher": {"@type": "Organization", "name": centre.name},
    }
    script: str = json_script(data)
    return mark_safe(script.replace("application/json", "application/ld+json"))  # noqa: S308  (json_script escapes)
