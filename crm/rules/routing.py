"""Who gets an inquiry, and why. Pure: the candidates and the question come in, a decision goes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why she was chosen; stored with the lead."""

    RETURNING = "returning"
    ORGANISATION = "organisation"
    SHOWN = "shown"
    SPECIALITY = "speciality"
    LIGHTEST = "lightest"
    FALLBACK = "fallback"
    TELEPHONE = "telephone"


class Skip(StrEnum):
    """Why somebody else was passed over; stored with the lead."""

    ON_LEAVE = "on_leave"
    PAUSED = "paused"
    FULL = "full"
    FULL_TODAY = "full_today"
    OFF_DUTY = "off_duty"
    OTHER_REGION = "other_region"
    OTHER_PROGRAMME = "other_programme"
    OTHER_KIND = "other_kind"


CROWDED = frozenset({Skip.FULL, Skip.FULL_TODAY})
# The kinds of speciality, each with what is said of a candidate who lacks the one that others have.
LACKS = {"programme": Skip.OTHER_PROGRAMME, "region": Skip.OTHER_REGION, "kind": Skip.OTHER_KIND}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A consultant as routing sees her.

    `open_leads` are those of the last weeks, `latest_at` is when a lead last came to her (None for never),
    `next_on_duty_at` is None while no duty is planned. `obstacle` keeps her from new leads even on duty; `topics` are
    her specialities, such as `region:江西`.
    """

    consultant_id: int
    position: int
    open_leads: int
    is_on_duty: bool
    next_on_duty_at: datetime | None
    latest_at: datetime | None = None
    name: str = ""
    obstacle: Skip | None = None
    topics: frozenset[str] = frozenset()

    @property
    def turn(self) -> tuple[int, float, int, int]:
        """Sorts the lightest desk first; equal desks go round, and begin in the printed order."""
        latest = self.latest_at.timestamp() if self.latest_at else 0.0
        return (self.open_leads, latest, self.position, self.consultant_id)

    @property
    def skip(self) -> Skip | None:
        """Why she cannot take a new lead now; None when she can."""
        return self.obstacle or (None if self.is_on_duty else Skip.OFF_DUTY)


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of an inquiry: whose the person and the organisation are, whom the page showed, its topics."""

    returning_to: int | None = None
    organisation_to: int | None = None
    shown: int | None = None
    topics: frozenset[str] = frozenset()


NOTHING_KNOWN = Question()


@dataclass(frozen=True, slots=True)
class Decision:
    """Who, why, and what was known of each candidate at that moment."""

    consultant_id: int
    reason: Reason
    trace: tuple[dict[str, object], ...]


def choose(candidates: Iterable[Candidate], question: Question = NOTHING_KNOWN) -> Decision | None:
    """The consultant of the person, of the organisation, of the page; else the best suited desk on duty; else the next.

    Who knows the person keeps her, whatever the hour; who knows the organisation does unless something keeps her from
    new leads. The number shown is the person who answers, if she can. Only a house without any consultant gives None.
    """
    known = sorted(candidates, key=lambda one: one.turn)
    for one in known:
        if one.consultant_id == question.returning_to:
            return _decision(known, one, Reason.RETURNING)
    for one in known:
        if one.consultant_id == question.organisation_to and one.obstacle is None:
            return _decision(known, one, Reason.ORGANISATION)
    able = [one for one in known if one.skip is None]
    for one in able:
        if one.consultant_id == question.shown:
            return _decision(known, one, Reason.SHOWN)
    if able:
        lacking = _lacking(able, question.topics)
        first = next(one for one in able if one.consultant_id not in lacking)
        suited = bool(first.topics & question.topics)
        return _decision(known, first, Reason.SPECIALITY if suited else Reason.LIGHTEST, lacking)
    last = _last_resort(known)
    return _decision(known, last, Reason.FALLBACK) if last else None


def _lacking(able: Sequence[Candidate], wanted: frozenset[str]) -> dict[int, Skip]:
    """Those who share fewer of the question's topics than the best, each with the topic she lacks."""
    shared = {one.consultant_id: one.topics & wanted for one in able}
    best = max(shared.values(), key=len)
    return {
        consultant_id: LACKS[min(best - topics).partition(":")[0]]
        for consultant_id, topics in shared.items()
        if len(topics) < len(best)
    }


def _last_resort(known: Sequence[Candidate]) -> Candidate | None:
    """Nobody can: a full desk on duty, else whose duty comes next with room, else the first of the printed list."""
    if crowded := [one for one in known if one.is_on_duty]:
        return crowded[0]
    coming = [(one.obstacle in CROWDED, one.next_on_duty_at, one.turn, one) for one in known if one.next_on_duty_at]
    if coming:
        return min(coming, key=lambda told: told[:3])[3]
    return min(known, key=lambda one: one.position) if known else None


def _decision(
    known: Sequence[Candidate], chosen: Candidate, reason: Reason, lacking: dict[int, Skip] | None = None
) -> Decision:
    return Decision(chosen.consultant_id, reason, tuple(_line(one, chosen, lacking or {}) for one in known))


def _line(one: Candidate, chosen: Candidate, lacking: dict[int, Skip]) -> dict[str, object]:
    line: dict[str, object] = {
        "consultant": one.consultant_id,
        "name": one.name,
        "open_leads": one.open_leads,
        "on_duty": one.is_on_duty,
    }
    if one is chosen:
        return line | {"chosen": True}
    skip = one.skip or lacking.get(one.consultant_id)
    return line | {"skip": skip.value} if skip else line
