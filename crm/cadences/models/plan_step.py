"""The steps of a lead's follow-up plan: the coming one, and what became of those before."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.cadences.models.run import CadenceRun
from crm.cadences.rules.steps import Act, StepState, Why

LEFT_OUT = (StepState.SKIPPED, StepState.CANCELLED)


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    """Steps, narrowed."""

    def planned(self) -> Self:
        """Those still to come."""
        return self.filter(state=StepState.PLANNED)

    def due(self, at: datetime) -> Self:
        """Those whose time has come."""
        return self.planned().filter(due_at__lte=at)


class PlanStep(models.Model):
    """One step of a run. A run has at most one planned at a time.

    `number` is the place in the plan, from 1, and `act` what the plan says there. `reason` says why a step was left out
    or cancelled.
    """

    run = models.ForeignKey(
        CadenceRun,
        verbose_name=_("run of a follow-up plan"),
        on_delete=models.PROTECT,
        related_name="steps",
        db_index=False,  # cadences_planstep_of_run begins with it
    )
    number = models.PositiveSmallIntegerField(_("number"))
    act = models.CharField(_("act"), max_length=4, choices=Act)
    state = models.CharField(_("state"), max_length=9, choices=StepState, default=StepState.PLANNED)
    due_at = models.DateTimeField(_("due at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=13, choices=Why, blank=True)

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a follow-up plan")
        verbose_name_plural = _("steps of follow-up plans")
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="cadences_planstep_act_known"),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="cadences_planstep_state_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="cadences_planstep_number_from_one"),
            models.CheckConstraint(
                condition=Q(state=StepState.PLANNED, settled_at=None)
                | (~Q(state=StepState.PLANNED) & Q(settled_at__isnull=False)),
                name="cadences_planstep_settled_exactly_when_over",
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=LEFT_OUT) & Q(reason="")) | Q(state__in=LEFT_OUT, reason__in=Why.values),
                name="cadences_planstep_left_out_says_why",
            ),
            models.UniqueConstraint(
                fields=["run"], condition=Q(state=StepState.PLANNED), name="cadences_planstep_one_planned_of_a_run"
            ),
            models.UniqueConstraint(
                fields=["run", "number"], condition=Q(state=StepState.DONE), name="cadences_planstep_taken_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=StepState.PLANNED), name="cadences_planstep_due"),
            models.Index(fields=["run", "number"], name="cadences_planstep_of_run"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number} {self.due_at:%Y-%m-%d %H:%M}"
