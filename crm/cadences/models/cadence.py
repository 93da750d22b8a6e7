"""The versions of the follow-up plan, and which lead began which."""

from datetime import time
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.cadences.rules.steps import FINDINGS, LARGEST_CONTROL, Step, Why
from crm.leads.models import Lead
from kit.versions import Version, VersionQuerySet

ENDS = [why.value for why in Why if why not in FINDINGS]


class Cadence(Version):
    """One version of the follow-up plan, never changed: a later one takes its place for the leads that come then.

    `steps` is the list of `crm.cadences.rules.steps.Step` as plain values, in order. `control_percent` of the leads
    are left alone, so that the effect can be measured.
    """

    steps = models.JSONField(_("steps"), default=list)
    control_percent = models.PositiveSmallIntegerField(_("control group in per cent"), default=0)

    objects = VersionQuerySet["Cadence"].as_manager()

    class Meta(Version.Meta):
        verbose_name = _("follow-up plan")
        verbose_name_plural = _("follow-up plans")
        constraints = [
            *Version.Meta.constraints,
            models.CheckConstraint(
                condition=Q(control_percent__lte=LARGEST_CONTROL), name="cadences_cadence_control_is_half_at_most"
            ),
        ]

    @property
    def plan(self) -> tuple[Step, ...]:
        """The steps as the rules read them."""
        return tuple(step_of(one) for one in self.steps)


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
                condition=Q(ended_at=None, end_reason="") | Q(ended_at__isnull=False, end_reason__in=ENDS),
                name="cadences_cadencerun_end_says_why",
            ),
        ]
        indexes = [models.Index(fields=["cadence", "is_control"], name="cadences_cadencerun_of_version")]

    def __str__(self) -> str:
        return f"{self.lead_id} v{self.cadence_id}"


SETS = ("stages", "sources")


def step_of(values: dict[str, Any]) -> Step:
    """A step from its plain values."""
    return Step(**{name: _frozen(name, value) for name, value in values.items()})


def values_of(step: Step) -> dict[str, Any]:
    """A step as plain values."""
    told = {name: getattr(step, name) for name in Step.__dataclass_fields__}
    return told | {name: sorted(told[name]) for name in SETS} | {"at": f"{step.at:%H:%M}"}


def _frozen(name: str, value: Any) -> Any:
    if name in SETS:
        return frozenset(value)
    return time.fromisoformat(value) if name == "at" else value
