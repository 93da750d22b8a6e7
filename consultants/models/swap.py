"""Two consultants exchange a day of duty."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SwapState(models.TextChoices):
    """How far a swap has come."""

    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SwapQuerySet(models.QuerySet["Swap"]):
    """Swaps."""

    def open(self) -> Self:
        """Those that are undecided."""
        return self.filter(state=SwapState.PROPOSED)

    def visible_to(self, user: User) -> Self:
        """A manager sees all, a consultant those they take part in."""
        if user.sees_all_leads:
            return self
        return self.filter(Q(asker__user=user) | Q(colleague__user=user))


class Swap(models.Model):
    """`asker` gives the hours of `gives_on` to `colleague`, who gives those of `takes_on`.

    Without `takes_on` the colleague only takes over.
    `gives` and `takes` are the hours as both saw them, such as `08:00-18:00`; a swap whose days have changed since is
    refused.
    """

    asker = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("asks"), on_delete=models.CASCADE, related_name="swaps_asked"
    )
    colleague = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("colleague"), on_delete=models.CASCADE, related_name="swaps_offered"
    )
    gives_on = models.DateField(_("gives the duty of"))
    gives = models.CharField(_("hours given"), max_length=60)
    takes_on = models.DateField(_("takes the duty of"), null=True, blank=True)
    takes = models.CharField(_("hours taken"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SwapState, default=SwapState.PROPOSED)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = SwapQuerySet.as_manager()

    class Meta:
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SwapState.values), name="consultants_swap_state_known"),
            models.CheckConstraint(
                condition=~Q(asker=F("colleague")),
                name="consultants_swap_takes_two",
                violation_error_message=_("Choose a colleague, not yourself."),
            ),
            models.CheckConstraint(
                condition=(Q(state=SwapState.PROPOSED) & Q(decided_at=None))
                | (~Q(state=SwapState.PROPOSED) & Q(decided_at__isnull=False)),
                name="consultants_swap_decided_has_its_instant",
            ),
            models.CheckConstraint(
                condition=~Q(gives="") & (Q(takes_on=None, takes="") | (Q(takes_on__isnull=False) & ~Q(takes=""))),
                name="consultants_swap_gives_hours",
            ),
            models.UniqueConstraint(
                fields=["asker", "gives_on"],
                condition=Q(state=SwapState.PROPOSED),
                name="consultants_swap_one_open_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker_id} {self.gives_on} > {self.colleague_id} {self.takes_on or ''}"
