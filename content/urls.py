"""Addresses of this room beside the pages themselves."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from content.views import feeds, plain

app_name = "content"

urlpatterns = [
    path("robots.txt", plain.robots, name="robots"),
    path("favicon.ico", plain.favicon, name="favicon"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("feeds/<int:pk>.xml", feeds.ChannelFeed(), name="channel-feed"),
    path("styleguide/", plain.styleguide, name="styleguide"),
]
