"""The home page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks import FactBlock
from content.models.base import PublicPage


class HomePage(PublicPage):
    """The first page: what the centre offers, and the newest of what it publishes."""

    hero_title = models.CharField(_("headline"), max_length=40)
    hero_text = models.CharField(_("sentence under the headline"), max_length=160, blank=True)
    facts = StreamField([("fact", FactBlock())], verbose_name=_("facts"), blank=True, max_num=4)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.ChannelPage", "content.StandardPage"]
    max_count = 1
    template = "content/home_page.html"

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("hero_title"),
        FieldPanel("hero_text"),
        FieldPanel("facts"),
    ]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a deeper page in one statement instead of two a level; its trail of breadcrumbs comes with it."""
        depths = range(1, len(path_components) + 1)
        paths = [f"{self.url_path}{'/'.join(path_components[:depth])}/" for depth in depths]
        pages = {page.url_path: page for page in Page.objects.filter(slug__in=path_components, url_path__in=paths)}
        if not paths or len(pages) != len(paths):
            return super().route(request, path_components)
        target = pages[paths[-1]].specific
        target.trail = tuple(pages[path] for path in paths[:-1])
        return target.route(request, [])
