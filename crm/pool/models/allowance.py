"""What a consultant may do a limited number of times a day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant


class Allowed(models.TextChoices):
    """What is counted."""

    CLAIM = "claim", _("claim from the pool")
    REVEAL = "reveal", _("show a number in the pool")


class Allowance(models.Model):
    """How often a consultant has done something on one day (Asia/Shanghai)."""

    consultant = models.ForeignKey(
        Consultant, verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="allowances"
    )
    on = models.DateField(_("on"))
    what = models.CharField(_("what"), max_length=6, choices=Allowed)
    used = models.PositiveSmallIntegerField(_("used"), default=0)

    class Meta:
        verbose_name = _("daily allowance")
        verbose_name_plural = _("daily allowances")
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Allowed.values), name="pool_allowance_what_known"),
            models.UniqueConstraint(fields=["consultant", "on", "what"], name="pool_allowance_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.on:%Y-%m-%d} {self.used}"
