"""Leads that look like those of one visitor, and are not."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.leads.models.lead import Lead


class NotDuplicateQuerySet(models.QuerySet["NotDuplicate"]):
    """Pairs, narrowed."""

    def among(self, leads: Iterable[Lead]) -> Self:
        """Pairs with one of these leads."""
        keys = [lead.pk for lead in leads]
        return self.filter(Q(lead__in=keys) | Q(other__in=keys))

    def on_desk_of(self, user: User) -> Self:
        """Pairs with a lead of a user's own desk."""
        own = Lead.objects.on_desk_of(user).values("pk")
        return self.filter(Q(lead__in=own) | Q(other__in=own))

    def of(self, one: Any, other: Any) -> Self:
        """The pair of two leads, by their keys or by what a subquery calls them."""
        return self.filter(lead=Least(one, other), other=Greatest(one, other))


class NotDuplicate(models.Model):
    """A user has said that two leads are of two visitors; the pair is not shown as a duplicate any more."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Lead, models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"))

    objects = NotDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("two visitors")
        verbose_name_plural = _("two visitors")
        constraints = [
            models.UniqueConstraint(fields=["lead", "other"], name="leads_notduplicate_once"),
            models.CheckConstraint(condition=Q(lead__lt=F("other")), name="leads_notduplicate_earlier_lead_first"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} ≠ {self.other_id}"
