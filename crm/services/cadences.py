"""Saving the follow-up plan: each edit is a new version, an earlier one comes back as a copy."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from crm.errors import CadenceChangedMeanwhile, StepIncomplete, WordingNotUsable
from crm.models import Cadence
from crm.models.cadence import values_of
from crm.queries import cadence as cadence_queries
from crm.rules.steps import Step


def enact(
    *, version: int, plan: Sequence[Step], control_percent: int, by: User | None, restores: int | None = None
) -> Cadence:
    """Let a new plan hold for the leads that come from now on; `version` is the one the manager had before her.

    Raises CadenceChangedMeanwhile, StepIncomplete, WordingNotUsable.
    """
    _check(plan)
    try:
        with transaction.atomic():
            now = Cadence.objects.active().select_for_update().first()
            if (now.version if now else 0) != version:
                raise CadenceChangedMeanwhile
            Cadence.objects.active().update(is_active=False)
            made = Cadence.objects.create(
                version=version + 1,
                steps=[values_of(step) for step in plan],
                control_percent=control_percent,
                made_by=by,
                restores=restores,
            )
    except IntegrityError as clash:
        # Two managers saved at the same instant.
        raise CadenceChangedMeanwhile from clash
    return made


def restore(earlier: Cadence, *, version: int, by: User | None) -> Cadence:
    """Let an earlier version hold again, as a copy with a number of its own.

    Raises CadenceChangedMeanwhile, StepIncomplete, WordingNotUsable.
    """
    return enact(
        version=version, plan=earlier.plan, control_percent=earlier.control_percent, by=by, restores=earlier.version
    )


def _check(plan: Iterable[Step]) -> None:
    """Every text of a plan has a wording that is approved, no promotion, and needs no word the plan does not know."""
    usable = {one.key for one in cadence_queries.wordings()}
    for number, step in enumerate(plan, start=1):
        if step.fault:
            raise StepIncomplete(number)
        if step.is_text and step.wording not in usable:
            raise WordingNotUsable(number, step.wording)
