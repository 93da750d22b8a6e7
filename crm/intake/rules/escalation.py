"""Escalation: who is told when while a promised call has not been made. Pure; all shares are of duty time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.leads.rules.escalation_steps import ESCALATION_STEPS, REMINDERS, EscalationStep


@dataclass(frozen=True, slots=True)
class Colleague:
    """A consultant who could stand in; `position` is the place on the printed list."""

    consultant_id: int
    position: int
    is_on_duty: bool


def due_steps(
    instants: Sequence[datetime], since: datetime, at: datetime
) -> tuple[list[EscalationStep], datetime | None]:
    """The steps to take at `at`, and the instant of the next one.

    `since` is the instant of the first step not taken yet. A reminder is left out where a later step is due as well.
    """
    due = [step for step, instant in zip(ESCALATION_STEPS, instants, strict=True) if since <= instant <= at]
    later = [instant for instant in instants if instant > at]
    return [step for step in due if step not in REMINDERS or step == due[-1]], min(later, default=None)


def stand_in(colleagues: Sequence[Colleague], *, owner_id: int, rotation: int, fallback_id: int | None) -> int | None:
    """The key of the colleague who takes over: one on duty, in turn; else the fallback; None without either."""
    present = sorted(
        (colleague.position, colleague.consultant_id)
        for colleague in colleagues
        if colleague.is_on_duty and colleague.consultant_id != owner_id
    )
    if present:
        return present[rotation % len(present)][1]
    known = {colleague.consultant_id for colleague in colleagues}
    return fallback_id if fallback_id in known and fallback_id != owner_id else None
