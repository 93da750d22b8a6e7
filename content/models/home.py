"""The home page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

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
