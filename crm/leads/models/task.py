"""The consultant's next call to a lead."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.leads.models.lead import Lead


class TaskState(models.TextChoices):
    """Planned, or how it ended."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, narrowed."""

    def planned(self) -> Self:
        """Calls still to come."""
        return self.filter(state=TaskState.PLANNED)

    def to_remind(self, at: datetime) -> Self:
        """Late calls to visitors not reached yet, without a reminder so far.

        The promised first call is escalated instead (`crm.intake.services.escalation`).
        """
        late = self.planned().filter(due_at__lte=at, reminded_at=None, lead__first_response_at=None)
        return late.filter(lead__owner__isnull=False).exclude(due_at=F("lead__response_due_at"))


class Task(models.Model):
    """One call planned for a consultant. A lead has at most one planned at a time."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="tasks")
    state = models.CharField(_("state"), max_length=9, choices=TaskState, default=TaskState.PLANNED)
    due_at = models.DateTimeField(_("due at"))
    note = models.CharField(_("note"), max_length=80, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="leads_task_state_known"),
            models.CheckConstraint(
                condition=Q(state=TaskState.PLANNED, settled_at=None)
                | (~Q(state=TaskState.PLANNED) & Q(settled_at__isnull=False)),
                name="leads_task_settled_exactly_when_over",
            ),
            models.UniqueConstraint(
                fields=["lead"], condition=Q(state=TaskState.PLANNED), name="leads_task_one_planned_of_a_lead"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state=TaskState.PLANNED), name="leads_task_due")]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.due_at:%Y-%m-%d %H:%M}"
