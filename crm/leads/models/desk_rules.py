"""What managers decide about leads: one row."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.leads.rules.desk_rules import LONGEST_DAYS
from crm.leads.rules.stages import Stage

THE_ONE = 1


def _days(label: Any, days: int) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """Duty days without a touch after which a lead of one stage returns; empty means never."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True, default=days)


class DeskRulesManager(models.Manager["DeskRules"]):
    """The one row."""

    def current(self) -> "DeskRules":
        """The row; the built-in rules while there is none."""
        return self.filter(pk=THE_ONE).first() or DeskRules(pk=THE_ONE)


class DeskRules(models.Model):
    """Who is called when an escalation ends, and how the public pool works.

    `days_…` are whole duty days of the owner without a touch. The limits are for one consultant.

    `manager_phone` is E.164; without one the last step of an escalation is only an activity. `version` counts the
    edits, so that an edit of an older version is refused.
    """

    manager_phone = models.CharField(_("the manager's telephone"), max_length=16, blank=True)
    days_new = _days(_("new, not reached yet"), 3)
    days_contacted = _days(_("contacted"), 7)
    days_qualified = _days(_("needs confirmed"), 15)
    days_proposed = _days(_("proposal sent"), 30)
    warn_days = models.PositiveSmallIntegerField(_("warn so many duty days before"), default=1)
    keep_quota = models.PositiveSmallIntegerField(_("leads a consultant may keep out of the pool"), default=20)
    claims_a_day = models.PositiveSmallIntegerField(_("claims a day"), default=10)
    reveals_a_day = models.PositiveSmallIntegerField(_("numbers of the pool shown a day"), default=20)
    reveals_an_hour = models.PositiveSmallIntegerField(
        _("alarm beyond so many numbers shown within an hour"), default=30, db_default=30
    )
    cooldown_days = models.PositiveSmallIntegerField(_("days before the last owner may claim again"), default=3)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DeskRulesManager()

    class Meta:
        verbose_name = _("rules of the desk")
        verbose_name_plural = _("rules of the desk")
        constraints = [
            models.CheckConstraint(condition=Q(pk=THE_ONE), name="leads_deskrules_there_is_one"),
            models.CheckConstraint(
                condition=Q(manager_phone="") | Q(manager_phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="leads_deskrules_manager_phone_is_e164",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}": None})
                    | Q(**{f"{name}__range": (1, LONGEST_DAYS), f"{name}__gt": F("warn_days")}),
                    name=f"leads_deskrules_{name}_leaves_time_to_warn",
                    violation_error_message=_("Give more days than the warning takes, and 60 at most; empty is never."),
                )
                for name in ("days_new", "days_contacted", "days_qualified", "days_proposed")
            ),
            models.CheckConstraint(
                condition=Q(warn_days__gte=1),
                name="leads_deskrules_the_owner_is_warned",
                violation_error_message=_("The owner is warned at least one duty day before."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def days(self) -> dict[Stage, int]:
        """The stages whose leads return to the pool, each with its duty days."""
        days = {
            Stage.NEW: self.days_new,
            Stage.CONTACTED: self.days_contacted,
            Stage.QUALIFIED: self.days_qualified,
            Stage.PROPOSED: self.days_proposed,
        }
        return {stage: number for stage, number in days.items() if number}

    @property
    def longest_days(self) -> int:
        """The most duty days any stage is given."""
        return max(self.days.values(), default=1)

    def cold_since(self, at: datetime) -> datetime:
        """A consultant who lost a lead to the pool after this instant may not claim it yet."""
        return at - timedelta(days=self.cooldown_days)
