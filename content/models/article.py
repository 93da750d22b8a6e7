"""An article: everything a printed one has, and where it came from."""

from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager, PageQuerySet
from wagtail.search import index

from catalog.models import Programme
from content.blocks import TextBlock
from content.models.base import PublicPage, PublicPageForm
from content.rules import reading, sources
from kit import clock, dates


class Origin(models.TextChoices):
    """Who wrote it."""

    OWN = "own", _("our own")
    REPOST = "repost", _("reposted")


FAULT_WORDS = {
    "repost_needs_name": _("A reposted text must name where it was first published."),
    "repost_needs_url": _("A reposted text must link to where it was first published."),
    "source_is_account": _("The source is an institution or a publication, not an account of this system."),
}


class ArticleForm(PublicPageForm):
    """The editor's form of an article."""

    def clean(self) -> dict[str, Any]:
        """Schedule an article for its printed time where that lies ahead; a later schedule of the editor's own stays.

        A schedule that was taken from the printed time, as Wagtail shows it without seconds, follows its changes.
        """
        printed_at, goes_live_at = (self.cleaned_data.get(name) for name in ("published_at", "go_live_at"))
        printed_before = self.initial["published_at"].replace(second=0, microsecond=0)
        if printed_at and (not goes_live_at or goes_live_at <= printed_at or goes_live_at == printed_before):
            self.cleaned_data["go_live_at"] = printed_at if printed_at > clock.now() else None
        return super().clean()


class ArticleQuerySet(PageQuerySet):
    """Articles as readers want them."""

    def newest_first(self) -> Self:
        """By the printed time."""
        ordered: Self = self.order_by("-published_at", "-pk")
        return ordered


class ArticlePage(PublicPage):
    """A text with a printed time (to the second, Asia/Shanghai), a source and a hit counter.

    `hits_base` is what an earlier site had counted; the counter shows it plus our own daily counts.
    """

    published_at = models.DateTimeField(
        _("published at"),
        default=timezone.now,
        validators=dates.INSTANT_VALIDATORS,
        help_text=_(
            "Printed under the title, to the second, in Beijing time. If it lies ahead, the article goes live then."
        ),
    )
    origin = models.CharField(_("origin"), max_length=6, choices=Origin, default=Origin.OWN)
    source_name = models.CharField(
        _("source"),
        max_length=60,
        blank=True,
        help_text=_("The institution or publication. Left empty, our own texts show the centre."),
    )
    source_url = models.URLField(_("source address"), blank=True)
    author = models.CharField(_("author"), max_length=40, blank=True)
    editor = models.CharField(_("responsible editor"), max_length=40, blank=True)
    summary = models.CharField(
        _("summary"), max_length=160, blank=True, help_text=_("Two sentences; lists and search engines show them.")
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    picture_caption = models.CharField(_("caption"), max_length=120, blank=True)
    body = StreamField(TextBlock(), verbose_name=_("text"), blank=True)
    hits_base = models.PositiveIntegerField(
        _("reads counted by the earlier site"), default=0, help_text=_("Added to what this site counts.")
    )

    objects: ClassVar[Any] = PageManager.from_queryset(ArticleQuerySet)()
    base_form_class = ArticleForm

    parent_page_types = ["content.ChannelPage"]
    subpage_types: list[str] = []
    template = "content/article_page.html"

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_caption"), FieldPanel("drawing")], _("Picture")),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("published_at", widget=AdminDateTimeInput(format="%Y-%m-%d %H:%M:%S")),
                FieldPanel("origin"),
                FieldPanel("source_name"),
                FieldPanel("source_url"),
                FieldPanel("author"),
                FieldPanel("editor"),
            ],
            _("Time and source"),
        ),
        InlinePanel(
            "programme_links",
            heading=_("Programmes"),
            label=_("Programme"),
            max_num=3,
            help_text=_("Up to three programmes this text leads to."),
        ),
    ]
    settings_panels = [*PublicPage.settings_panels, FieldPanel("hits_base")]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("published_at"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [models.Index(fields=["-published_at"], name="content_article_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="content_articlepage_origin_known"),
            models.CheckConstraint(
                condition=Q(published_at__range=dates.INSTANTS),
                name="content_articlepage_published_in_the_calendar",
                violation_error_message=dates.BOUNDS,
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.REPOST) | ~Q(source_url=""),
                name="content_articlepage_repost_links_to_its_source",
                violation_error_message=FAULT_WORDS["repost_needs_url"],
            ),
        ]

    def clean(self) -> None:
        """Refuse an account as source and a repost that does not say whose it is."""
        super().clean()
        people = get_user_model().objects.values_list("username", "display_name")
        found = sources.faults(
            is_repost=self.origin == Origin.REPOST,
            name=self.source_name,
            url=self.source_url,
            staff_names={name for pair in people for name in pair if name},
        )
        if errors := {fault.field: FAULT_WORDS[fault.code] for fault in found}:
            raise ValidationError(errors)

    @property
    def is_repost(self) -> bool:
        """Whether another publisher had it first."""
        return self.origin == Origin.REPOST

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """The contents list: the anchor number and the words of each heading."""
        return [(number, block.value) for number, block in enumerate(self.body, 1) if block.block_type == "heading"]

    @cached_property
    def reading_minutes(self) -> int:
        """How long the text takes to read."""
        return reading.minutes(strip_tags(str(self.body)) + self.summary)


class ArticleProgramme(Orderable):
    """A programme an article leads to."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="programme_links")
    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("programme")]

    class Meta(Orderable.Meta):
        verbose_name = _("programme of an article")
        verbose_name_plural = _("programmes of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "programme"], name="content_articleprogramme_each_programme_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.programme)
