"""The steps that an escalation has taken."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.models import Lead
from crm.leads.rules.escalation_steps import EscalationStep


class Escalation(models.Model):
    """One step of one promise; it is taken once, also after a crash.

    `promise_due_at` names the promise (the instant it falls due), `due_at` is the step's own instant, `at` when it was
    taken. `to` is the consultant who was told; None for the manager.
    """

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="escalations")
    promise_due_at = models.DateTimeField(_("promised until"))
    step = models.CharField(_("step"), max_length=8, choices=EscalationStep)
    due_at = models.DateTimeField(_("due at"))
    at = models.DateTimeField(_("at"))
    to = models.ForeignKey(
        Consultant, verbose_name=_("told"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.CheckConstraint(condition=Q(step__in=EscalationStep.values), name="intake_escalation_step_known"),
            models.UniqueConstraint(fields=["lead", "promise_due_at", "step"], name="intake_escalation_once"),
        ]
        indexes = [models.Index(fields=["-at"], name="intake_escalation_latest")]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"
