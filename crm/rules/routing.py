"""Who gets an inquiry, and why. Pure: the candidates come in, a decision goes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why she was chosen; stored with the lead."""

    RETURNING = "returning"
    LIGHTEST = "lightest"
    FALLBACK = "fallback"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A consultant as routing sees her.

    `open_leads` are those of the last weeks, `latest_at` is when a lead last came to her (None for never),
    `next_on_duty_at` is None while no duty is planned.
    """

    consultant_id: int
    position: int
    open_leads: int
    is_on_duty: bool
    next_on_duty_at: datetime | None
    latest_at: datetime | None = None

    @property
    def turn(self) -> tuple[int, float, int, int]:
        """Sorts the lightest desk first; equal desks go round, and begin in the printed order."""
        latest = self.latest_at.timestamp() if self.latest_at else 0.0
        return (self.open_leads, latest, self.position, self.consultant_id)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who, why, and what was known of each candidate at that moment."""

    consultant_id: int
    reason: Reason
    trace: tuple[dict[str, object], ...]


def choose(candidates: Iterable[Candidate], *, returning_to: int | None = None) -> Decision | None:
    """A returning caller keeps her consultant; else the lightest desk on duty; else whoever is on duty next.

    When no duty is planned at all the first of the printed list answers, so that only a house without any consultant
    gives None.
    """
    known = sorted(candidates, key=lambda one: one.turn)
    if any(one.consultant_id == returning_to for one in known):
        return _decision(known, returning_to, Reason.RETURNING)
    if present := [one for one in known if one.is_on_duty]:
        return _decision(known, present[0].consultant_id, Reason.LIGHTEST)
    if coming := [(one.next_on_duty_at, one.consultant_id) for one in known if one.next_on_duty_at]:
        return _decision(known, min(coming)[1], Reason.FALLBACK)
    if known:
        return _decision(known, min(known, key=lambda one: one.position).consultant_id, Reason.FALLBACK)
    return None


def _decision(known: Sequence[Candidate], consultant_id: int | None, reason: Reason) -> Decision:
    assert consultant_id is not None  # noqa: S101  (each caller has just found her among the candidates)
    trace: tuple[dict[str, object], ...] = tuple(
        {"consultant": one.consultant_id, "open_leads": one.open_leads, "on_duty": one.is_on_duty} for one in known
    )
    return Decision(consultant_id, reason, trace)
