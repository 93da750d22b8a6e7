"""A programme: the product a class is one run of."""

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.models import clean_texts


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes on offer."""

    def active(self) -> Self:
        """Those that are offered now."""
        return self.filter(is_active=True)


class Programme(models.Model):
    """A theme with a standard length; `class_hours` are teaching hours (学时) of the whole programme."""

    title = models.CharField(_("title"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    theme = models.CharField(_("theme"), max_length=40)
    audience = models.CharField(_("audience"), max_length=80, blank=True)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(_("days"))
    class_hours = models.PositiveSmallIntegerField(_("class hours"))
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("on offer"), default=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1) & Q(days__lte=30),
                name="catalog_programme_lasts_1_to_30_days",
                violation_error_message=_("A programme lasts between 1 and 30 days."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Judge the texts without what no reader sees."""
        clean_texts(self)
        super().clean_fields(exclude)
