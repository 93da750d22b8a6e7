"""What a person did to the ownership of leads, kept so that she can take it back."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.models.activity import Activity
from crm.models.lead import Lead


class DeedKind(models.TextChoices):
    """What was done."""

    CLAIM = "claim", _("claimed from the pool")
    ASSIGN = "assign", _("assigned")
    GIVE_BACK = "give_back", _("put into the pool")
    KEEP = "keep", _("kept out of the pool")
    HAND_OVER = "hand_over", _("handed over")


class DeedQuerySet(models.QuerySet["Deed"]):
    """Deeds, narrowed."""

    def visible_to(self, user: User) -> Self:
        """Only the one who did it may take it back."""
        return self.filter(by=user)

    def fresh(self, since: datetime) -> Self:
        """Those not taken back, done after an instant, newest first."""
        return self.filter(undone_at=None, at__gt=since).order_by("-at", "-pk")


class Deed(models.Model):
    """One act of one person on one lead or on many."""

    kind = models.CharField(_("kind"), max_length=10, choices=DeedKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")
        constraints = [models.CheckConstraint(condition=Q(kind__in=DeedKind.values), name="crm_deed_kind_known")]
        indexes = [models.Index(fields=["by", "-at"], name="crm_deed_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class DeedLead(models.Model):
    """One lead of a deed: how it stood `before`, and the diary line the deed wrote; a later line forbids undoing."""

    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="leads")
    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Activity, verbose_name=_("diary line"), on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()

    class Meta:
        verbose_name = _("lead of a deed")
        verbose_name_plural = _("leads of a deed")
        constraints = [models.UniqueConstraint(fields=["deed", "lead"], name="crm_deedlead_once")]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.lead_id}"
