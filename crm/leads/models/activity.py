"""The timeline: everything that happened to a lead, one row each, never changed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.models.lead import Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage


class Kind(models.TextChoices):
    """What an activity is about."""

    ASKED = "asked", _("Inquiry")
    ASSIGNED = "assigned", _("Assigned")
    MOVED = "moved", _("Stage")
    CALLED = "called", _("Phone call")
    NOTED = "noted", _("Note")
    PLANNED = "planned", _("Next step")
    TEXTED = "texted", _("Text message")
    DETAILED = "detailed", _("Details")
    CHANGED = "changed", _("Changed")
    REVEALED = "revealed", _("Number shown")
    REPLIED = "replied", _("Reply")
    ENROLLED = "enrolled", _("Registration")
    ESCALATED = "escalated", _("Escalation")
    POOLED = "pooled", _("Public pool")
    WARNED = "warned", _("Warning")
    KEPT = "kept", _("Kept")
    SAME_ORGANISATION = "same_org", _("Same organisation")
    STOPPED = "stopped", _("Follow-up plan stopped")
    PINNED = "pinned", _("Pinned note")
    MERGED = "merged", _("Merged")
    FILED = "filed", _("Files")


# What may hold a note.
WITH_A_NOTE = (Kind.NOTED, Kind.CALLED)


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Activities, ordered."""

    def timeline(self) -> Self:
        """Newest first, with actor and consultant."""
        return self.select_related("actor", "consultant").order_by("-at", "-pk")


class Activity(models.Model):
    """Who did what when, append-only: a database trigger refuses to change or delete a row.

    `consultant` is the new owner of an assignment, else the owner at that moment, so that reports credit the consultant
    who did the work. An ownership interval lasts until the next assignment or until the lead goes into the pool.
    `actor` is None for the system.
    """

    # The indexes below begin with the lead; only the audit page lists an actor, by an index of its own.
    lead = models.ForeignKey(
        Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="activities", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    consultant = models.ForeignKey(
        Consultant,
        verbose_name=_("consultant"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    stage_from = models.CharField(max_length=12, choices=Stage, blank=True)
    stage_to = models.CharField(max_length=12, choices=Stage, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    text = models.TextField(_("text"), blank=True)
    data = models.JSONField(default=dict)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="leads_activity_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.MOVED) | Q(stage_to__in=Stage.values), name="leads_activity_move_has_a_stage"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ASSIGNED) | Q(consultant__isnull=False),
                name="leads_activity_assignment_has_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.CALLED) | Q(outcome__in=Outcome.values),
                name="leads_activity_call_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "-at", "-id"], name="leads_activity_timeline"),
            models.Index(
                fields=["lead", "stage_to", "at"], condition=Q(kind=Kind.MOVED), name="leads_activity_stage_reached"
            ),
            models.Index(fields=["-at", "-id"], condition=Q(kind=Kind.REVEALED), name="leads_activity_reveals"),
            models.Index(
                fields=["actor", "-at", "-id"], condition=Q(kind=Kind.REVEALED), name="leads_activity_reveals_of_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_note(self) -> bool:
        """Whether a user wrote something down, on a call too; it may be pinned above the timeline."""
        return self.kind in WITH_A_NOTE and self.actor_id is not None and self.text != ""
