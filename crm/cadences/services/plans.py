"""Saving the follow-up plan: each edit is a new version, an earlier version is restored as a copy."""

from collections.abc import Sequence

from accounts.models import User
from crm.cadences.errors import StepIncomplete, TemplateNotUsable
from crm.cadences.models import Cadence
from crm.cadences.models.plan import values_of
from crm.cadences.queries import templates
from crm.cadences.rules.steps import Step
from kit import versions


def publish(
    *, version: int, plan: Sequence[Step], control_percent: int, by: User | None, restores: int | None = None
) -> Cadence:
    """Make a new plan the active one, for leads that come from now on; `version` is the one the manager had open.

    Raises ChangedMeanwhile, StepIncomplete, TemplateNotUsable.
    """
    usable = templates.titles()
    for number, step in enumerate(plan, start=1):
        if step.fault:
            raise StepIncomplete(number)
        if step.is_text and step.template not in usable:
            raise TemplateNotUsable(number, step.template)
    content = {"steps": [values_of(step) for step in plan], "control_percent": control_percent}
    return versions.publish(Cadence.objects.all(), seen=version, by=by, restores=restores, **content)


def restore(earlier: Cadence, *, version: int, by: User | None) -> Cadence:
    """Make an earlier version active again, as a copy with a number of its own.

    Raises ChangedMeanwhile, StepIncomplete, TemplateNotUsable.
    """
    return publish(
        version=version, plan=earlier.plan, control_percent=earlier.control_percent, by=by, restores=earlier.version
    )
