"""A channel: a list of articles or programmes, such as 理论学习."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from content.models.base import PublicPage


class ChannelPage(PublicPage):
    """A list of its child pages, newest first, with paging and a feed."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    parent_page_types = ["content.HomePage", "content.ChannelPage"]
    subpage_types = ["content.ArticlePage", "content.ProgrammePage", "content.StandardPage", "content.ChannelPage"]
    template = "content/channel_page.html"

    content_panels = [*PublicPage.content_panels, FieldPanel("intro"), FieldPanel("drawing")]

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
