"""What managers decide about the desk; one row for the house."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant

THE_ONE = 1


class DeskRulesQuerySet(models.QuerySet["DeskRules"]):
    """The one row."""

    def of_the_house(self) -> Self:
        """The row, with the named fallback."""
        return self.filter(pk=THE_ONE).select_related("fallback")


class DeskRules(models.Model):
    """Who stands in when nobody is on duty, and whom the ladder ends at.

    `manager_phone` is E.164; without one the last rung is only a line in the diary. `version` counts the edits, so that
    of two managers editing at once the later one is told.
    """

    fallback = models.ForeignKey(
        Consultant,
        verbose_name=_("stands in when no colleague is on duty"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    manager_phone = models.CharField(_("the manager's telephone"), max_length=16, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DeskRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of the desk")
        verbose_name_plural = _("rules of the desk")
        constraints = [
            models.CheckConstraint(condition=Q(pk=THE_ONE), name="crm_deskrules_there_is_one"),
            models.CheckConstraint(
                condition=Q(manager_phone="") | Q(manager_phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="crm_deskrules_manager_phone_is_e164",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"
