"""The leads of some past days, counted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.rules.blocks import SPANS


class Block(models.Model):
    """The tally (`reports.rules.tally`) of `days` days in Asia/Shanghai from `begins_on`.

    It holds as long as no StaleDay names one of its days; whoever reads asks both in one statement (docs/adr/0038).
    """

    begins_on = models.DateField(_("first day"))
    days = models.PositiveSmallIntegerField(_("days"))
    counts = models.JSONField(_("counts"))
    waits = models.BinaryField(_("waits for the first answer"))

    class Meta:
        verbose_name = _("counted days")
        verbose_name_plural = _("counted days")
        constraints = [
            models.UniqueConstraint(fields=["begins_on", "days"], name="reports_block_is_counted_once"),
            models.CheckConstraint(condition=Q(days__in=SPANS), name="reports_block_lies_on_the_grid"),
        ]

    def __str__(self) -> str:
        return f"{self.begins_on} + {self.days}"
