"""The hit counter, day by day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class PageViewDaily(models.Model):
    """How often visitors opened a page on one day in Asia/Shanghai."""

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="daily_views")
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"))

    class Meta:
        verbose_name = _("views of a day")
        verbose_name_plural = _("views by day")
        constraints = [
            models.UniqueConstraint(fields=["page", "day"], name="content_pageviewdaily_one_row_a_day"),
            models.CheckConstraint(condition=Q(views__gte=1), name="content_pageviewdaily_counts_something"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day}: {self.views}"
