"""A page without a date, such as 中心简介."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from content.blocks import TextBlock
from content.models.base import PublicPage


class StandardPage(PublicPage):
    """A text that does not age."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)
    body = StreamField(TextBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["content.HomePage", "content.ChannelPage"]
    subpage_types: list[str] = []
    template = "content/standard_page.html"

    content_panels = [*PublicPage.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
