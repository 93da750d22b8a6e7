"""A past day whose counted leads are no longer what they were."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaleDay(models.Model):
    """Written by triggers in the transaction that changed something, deleted by the one that counts the day anew.

    A day may stand here many times: transactions that change leads of one day must not wait for each other.
    """

    day = models.DateField(_("day"), db_index=True)

    class Meta:
        verbose_name = _("day to be counted anew")
        verbose_name_plural = _("days to be counted anew")

    def __str__(self) -> str:
        return f"{self.day}"
