"""Which lead runs through which version of the follow-up plan."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.cadences.models.plan import Cadence
from crm.cadences.rules.steps import FINDINGS, Why
from crm.leads.models import Lead

END_REASONS = [why.value for why in Why if why not in FINDINGS]


class CadenceRunQuerySet(models.QuerySet["CadenceRun"]):
    """Runs, narrowed."""

    def running(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def of_lead(self, lead_id: Any) -> Self:
        """The run of one lead, with its version."""
        return self.filter(lead=lead_id).select_related("cadence")


class CadenceRun(models.Model):
    """One lead on the version it began with. A lead of the control group runs too; its steps are left out."""

    lead = models.OneToOneField(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="run")
    cadence = models.ForeignKey(
        Cadence, verbose_name=_("follow-up plan"), on_delete=models.PROTECT, related_name="runs", db_index=False
    )
    is_control = models.BooleanField(_("control group"), default=False)
    begun_at = models.DateTimeField(_("begun at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=13, choices=Why, blank=True)

    objects = CadenceRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a follow-up plan")
        verbose_name_plural = _("runs of follow-up plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | Q(ended_at__isnull=False, end_reason__in=END_REASONS),
                name="cadences_cadencerun_end_says_why",
            ),
        ]
        indexes = [models.Index(fields=["cadence", "is_control"], name="cadences_cadencerun_of_version")]

    def __str__(self) -> str:
        return f"{self.lead_id} v{self.cadence_id}"
