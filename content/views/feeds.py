"""A feed of each channel."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed

from content import queries
from content.models import ArticlePage, ChannelPage

NEWEST = 20


class ChannelFeed(Feed[ArticlePage, ChannelPage]):
    """The newest articles of a channel as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, pk: int) -> ChannelPage:
        """The channel, when it is published."""
        channel: ChannelPage = get_object_or_404(ChannelPage.objects.live(), pk=pk)
        return channel

    def title(self, obj: ChannelPage) -> str:
        """The channel's name."""
        return str(obj.title)

    def link(self, obj: ChannelPage) -> str:
        """The address of the channel."""
        return str(obj.get_url())

    def subtitle(self, obj: ChannelPage) -> str:
        """Its introduction."""
        return str(obj.intro)

    def items(self, obj: ChannelPage) -> list[ArticlePage]:
        """The newest articles."""
        return list(queries.articles_in(obj)[:NEWEST])

    def item_title(self, item: ArticlePage) -> str:
        """Its title."""
        return str(item.title)

    def item_description(self, item: ArticlePage) -> str:
        """Its summary."""
        return str(item.summary)

    def item_link(self, item: ArticlePage) -> str:
        """The address of the article."""
        return str(item.get_url())

    def item_pubdate(self, item: ArticlePage) -> datetime:
        """The printed time."""
        published_at: datetime = item.published_at
        return published_at
