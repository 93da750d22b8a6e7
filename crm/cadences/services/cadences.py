"""Saving the follow-up plan: each edit is a new version, an earlier one comes back as a copy."""

from collections.abc import Iterable, Sequence

from accounts.models import User
from crm.cadences.errors import StepIncomplete, WordingNotUsable
from crm.cadences.models import Cadence
from crm.cadences.models.cadence import values_of
from crm.cadences.queries import cadence
from crm.cadences.rules.steps import Step
from kit import versions


def publish(
    *, version: int, plan: Sequence[Step], control_percent: int, by: User | None, restores: int | None = None
) -> Cadence:
    """Let a new plan hold for the leads that come from now on; `version` is the one the manager had open.

    Raises ChangedMeanwhile, StepIncomplete, WordingNotUsable.
    """
    _check(plan)
    content = {"steps": [values_of(step) for step in plan], "control_percent": control_percent}
    return versions.publish(Cadence.objects.all(), seen=version, by=by, restores=restores, **content)


def restore(earlier: Cadence, *, version: int, by: User | None) -> Cadence:
    """Let an earlier version hold again, as a copy with a number of its own.

    Raises ChangedMeanwhile, StepIncomplete, WordingNotUsable.
    """
    return publish(
        version=version, plan=earlier.plan, control_percent=earlier.control_percent, by=by, restores=earlier.version
    )


def _check(plan: Iterable[Step]) -> None:
    """Every text of a plan has a wording that is approved, no promotion, and needs no word the plan does not know."""
    usable = {one.key for one in cadence.wordings()}
    for number, step in enumerate(plan, start=1):
        if step.fault:
            raise StepIncomplete(number)
        if step.is_text and step.wording not in usable:
            raise WordingNotUsable(number, step.wording)
