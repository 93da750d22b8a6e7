"""The page of a programme: an offer of the catalogue, described for visitors."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from catalog.models import Programme
from content.blocks import DayBlock, TextBlock
from content.models.article import ArticlePage
from content.models.base import PublicPage


class ProgrammePage(PublicPage):
    """One programme: timetable, what to read before the class, and how to go on."""

    programme = models.OneToOneField(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        related_name="page",
        help_text=_("Title, length and audience come from the catalogue."),
    )
    intro = models.CharField(_("introduction"), max_length=160, blank=True)
    body = StreamField(TextBlock(), verbose_name=_("text"), blank=True)
    timetable = StreamField([("day", DayBlock())], verbose_name=_("timetable"), blank=True)
    next_steps = StreamField(
        TextBlock(), verbose_name=_("next steps"), blank=True, help_text=_("What happens after the inquiry.")
    )

    parent_page_types = ["content.ChannelPage"]
    subpage_types: list[str] = []
    template = "content/programme_page.html"

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("programme"),
        FieldPanel("intro"),
        FieldPanel("drawing"),
        FieldPanel("body"),
        FieldPanel("timetable"),
        FieldPanel("next_steps"),
        InlinePanel("readings", heading=_("To read before the class"), label=_("Article")),
    ]

    class Meta:
        verbose_name = _("programme page")
        verbose_name_plural = _("programme pages")


class ProgrammeReading(Orderable):
    """An article to read before the class."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="readings")
    article = models.ForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="read_before"
    )

    panels = [PageChooserPanel("article")]

    class Meta(Orderable.Meta):
        verbose_name = _("article to read")
        verbose_name_plural = _("articles to read")
        constraints = [
            models.UniqueConstraint(fields=["page", "article"], name="content_programmereading_each_article_once")
        ]

    def __str__(self) -> str:
        return str(self.article)
