"""The response ladder: who is told when while a promised call has not been made. Pure; all shares are of duty time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.leads.rules.escalation_steps import REMINDERS, RUNGS, Rung


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who could stand in; `position` is her place on the printed list."""

    consultant_id: int
    position: int
    is_on_duty: bool


def climb(ladder: Sequence[datetime], since: datetime, at: datetime) -> tuple[list[Rung], datetime | None]:
    """The rungs to take at `at`, and the instant of the next one.

    `since` is the instant of the first rung not taken yet. A reminder that a later rung has overtaken (nobody swept for
    a while) is left out: three texts at once help nobody.
    """
    due = [rung for rung, step in zip(RUNGS, ladder, strict=True) if since <= step <= at]
    later = [step for step in ladder if step > at]
    return [rung for rung in due if rung not in REMINDERS or rung == due[-1]], min(later, default=None)


def stand_in(colleagues: Sequence[Colleague], *, owner_id: int, turn: int, fallback_id: int | None) -> int | None:
    """The colleague who takes over: whoever is on duty, in turn; else the named fallback; None when there is nobody."""
    present = sorted(
        (one.position, one.consultant_id) for one in colleagues if one.is_on_duty and one.consultant_id != owner_id
    )
    if present:
        return present[turn % len(present)][1]
    known = {one.consultant_id for one in colleagues}
    return fallback_id if fallback_id in known and fallback_id != owner_id else None
