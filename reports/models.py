"""What has been counted already, so that a report need not count it again (docs/adr/0038).

Nothing here is a fact: every row can be deleted at any time and is counted anew from the leads.
"""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _


class ChangedWeek(models.Model):
    """A lead of this week changed after the week was over. Written by triggers of the leads' table, row by row."""

    monday = models.DateField(_("Monday"), db_index=True)

    class Meta:
        verbose_name = _("changed week")
        verbose_name_plural = _("changed weeks")

    def __str__(self) -> str:
        return f"{self.monday:%Y-%m-%d}"


class CountedWeekQuerySet(models.QuerySet["CountedWeek"]):
    """Counted weeks, narrowed."""

    def current(self) -> Self:
        """Those no lead of which has changed since they were counted."""
        return self.exclude(Exists(ChangedWeek.objects.filter(monday=OuterRef("monday"))))


class CountedWeek(models.Model):
    """What the leads first asked in one week came to; `tally` is `reports.tally.Tally` as JSON text.

    The week begins on this Monday at midnight in Shanghai.
    """

    monday = models.DateField(_("Monday"), primary_key=True)
    tally = models.TextField(_("tally"))

    objects = CountedWeekQuerySet.as_manager()

    class Meta:
        verbose_name = _("counted week")
        verbose_name_plural = _("counted weeks")

    def __str__(self) -> str:
        return f"{self.monday:%Y-%m-%d}"
