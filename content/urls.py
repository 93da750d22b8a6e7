"""Addresses of this app beside the pages themselves."""

from django.urls import path
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

from content.views import feeds, plain

app_name = "content"

urlpatterns = [
    path("robots.txt", plain.robots, name="robots"),
    path("favicon.ico", plain.favicon, name="favicon"),
    path("sitemap.xml", require_safe(sitemap), name="sitemap"),
    path("feeds/<int:pk>.xml", require_safe(feeds.ChannelFeed()), name="channel-feed"),
    path("styleguide/", plain.styleguide, name="styleguide"),
]
