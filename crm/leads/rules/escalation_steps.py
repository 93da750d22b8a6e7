"""The steps of an escalation and their instants."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultants.rules import duty
from consultants.rules.duty import Window


class EscalationStep(TextChoices):
    """The steps, in their order."""

    HALF = "half", _("half of the promised time has passed")
    MOST = "most", _("almost all of the promised time has passed")
    BACKUP = "backup", _("the promise is broken, a colleague takes over")
    MANAGER = "manager", _("still no answer, the manager is told")


ESCALATION_STEPS = tuple(EscalationStep)
REMINDERS = (EscalationStep.HALF, EscalationStep.MOST)
# Per cent of the promised duty time.
SHARES = {EscalationStep.HALF: 50, EscalationStep.MOST: 90, EscalationStep.BACKUP: 100, EscalationStep.MANAGER: 200}


def instants(coming: Sequence[Window], at: datetime, minutes: int, *, without_roster: timedelta) -> list[datetime]:
    """The instant of each step for a promise of so many duty minutes made at `at`.

    Where too little duty is planned, the same share of `without_roster` in wall-clock time.
    """
    return [
        duty.due_after(coming, at, minutes * share // 100) or at + without_roster * share / 100
        for share in SHARES.values()
    ]
