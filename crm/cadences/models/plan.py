"""The versions of the follow-up plan."""

from dataclasses import asdict
from datetime import time
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.cadences.rules.steps import LARGEST_CONTROL, SETS, Step
from kit.versions import Version, VersionQuerySet


class Cadence(Version):
    """One version of the follow-up plan. It is never changed; a later version is used for leads that come later.

    `steps` is the list of `crm.cadences.rules.steps.Step` as plain values, in order. `control_percent` of the leads
    get no step, so that the effect can be measured.
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

    @cached_property
    def plan(self) -> tuple[Step, ...]:
        """The steps as the rules read them."""
        return tuple(step_of(values) for values in self.steps)


def step_of(values: dict[str, Any]) -> Step:
    """A step from its plain values."""
    return Step.of(values | {"at": time.fromisoformat(values["at"])})


def values_of(step: Step) -> dict[str, Any]:
    """A step as plain values; sets become sorted lists."""
    values = asdict(step)
    return values | {name: sorted(values[name]) for name in SETS} | {"at": f"{step.at:%H:%M}"}
