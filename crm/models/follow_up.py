"""What is planned for a lead: the consultant's next call, and the coming step of its follow-up plan."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.models.lead import Lead
from crm.rules.steps import Why


class FollowUpKind(models.TextChoices):
    """Who acts when it falls due."""

    CALL = "call", _("call by the consultant")
    TEXT = "text", _("text by the house")
    TASK = "task", _("task from the follow-up plan")


STEPS = (FollowUpKind.TEXT, FollowUpKind.TASK)


class FollowUpState(models.TextChoices):
    """Planned, or how it ended."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("left out")
    CANCELLED = "cancelled", _("cancelled")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Plans, narrowed."""

    def planned(self) -> Self:
        """Those still to come."""
        return self.filter(state=FollowUpState.PLANNED)

    def steps(self) -> Self:
        """Steps of follow-up plans."""
        return self.filter(kind__in=STEPS)

    def steps_due(self, at: datetime) -> Self:
        """Steps whose time has come."""
        return self.planned().steps().filter(due_at__lte=at)

    def calls_to_remind(self, at: datetime) -> Self:
        """Later tries to reach somebody who was not reached, late and not reminded of yet.

        The promised call itself is the response ladder's affair (see `crm.services.escalation`).
        """
        again = self.planned().filter(
            kind=FollowUpKind.CALL, due_at__lte=at, reminded_at=None, lead__first_response_at=None
        )
        return again.filter(lead__owner__isnull=False).exclude(due_at=F("lead__response_due_at"))


class FollowUp(models.Model):
    """One planned act. A lead has at most one planned call and one planned step of its plan at a time.

    `step` is the place of a step in its plan, from 1; a call has none. `reason` says why a step was left out or
    cancelled.
    """

    lead = models.ForeignKey(
        Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="follow_ups", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=4, choices=FollowUpKind)
    state = models.CharField(_("state"), max_length=10, choices=FollowUpState, default=FollowUpState.PLANNED)
    step = models.PositiveSmallIntegerField(_("step"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"))
    note = models.CharField(_("note"), max_length=80, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=13, choices=Why, blank=True, default="", db_default="")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FollowUpKind.values), name="crm_followup_kind_known"),
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="crm_followup_state_known"),
            models.CheckConstraint(
                condition=Q(state=FollowUpState.PLANNED, settled_at=None)
                | (~Q(state=FollowUpState.PLANNED) & Q(settled_at__isnull=False)),
                name="crm_followup_settled_exactly_when_over",
            ),
            models.CheckConstraint(
                condition=Q(kind=FollowUpKind.CALL, step=None)
                | (~Q(kind=FollowUpKind.CALL) & Q(step__isnull=False, step__gte=1)),
                name="crm_followup_step_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(reason="", state__in=[FollowUpState.PLANNED, FollowUpState.DONE])
                | Q(reason="", kind=FollowUpKind.CALL, state=FollowUpState.CANCELLED)
                | (
                    Q(reason__in=Why.values, state__in=[FollowUpState.SKIPPED, FollowUpState.CANCELLED])
                    & ~Q(kind=FollowUpKind.CALL)
                ),
                name="crm_followup_step_left_out_says_why",
            ),
            models.UniqueConstraint(
                fields=["lead"],
                condition=Q(state=FollowUpState.PLANNED) & ~Q(kind=FollowUpKind.CALL),
                name="crm_followup_one_planned_step",
            ),
            models.UniqueConstraint(
                fields=["lead", "step"], condition=Q(state=FollowUpState.DONE), name="crm_followup_step_taken_once"
            ),
            models.UniqueConstraint(
                fields=["lead", "kind"],
                condition=Q(state=FollowUpState.PLANNED),
                name="crm_followup_one_planned_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "due_at"], condition=Q(state=FollowUpState.PLANNED), name="crm_followup_due"),
            models.Index(fields=["lead", "state"], name="crm_followup_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"
