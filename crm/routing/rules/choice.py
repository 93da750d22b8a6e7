"""Who gets an inquiry, and why. Pure: the candidates and the question come in, a decision goes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from crm.leads.rules.reasons import Reason
from crm.routing.rules.document import NO_RULES, Rule, RuleSet, Shown, Strategy, Subject


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
    NO_TEAM = "no_team"
    LEFT = "left"
    NOBODY_FREE = "nobody_free"
    COLLEAGUES = "colleagues"
    NOT_ON_THE_LINE = "not_on_the_line"
    NOT_SHOWN = "not_shown"
    NOT_IN_RULE = "not_in_rule"
    HEAVIER = "heavier"


# What is looked at before any rule, and no rule can change.
BEFORE_RULES = frozenset({Reason.RETURNING, Reason.ORGANISATION, Reason.TELEPHONE})
CROWDED = frozenset({Skip.FULL, Skip.FULL_TODAY})
# What is said of a candidate who could have taken the lead, where the reason of the choice alone says it.
BESIDE = {
    Reason.RETURNING: Skip.COLLEAGUES,
    Reason.ORGANISATION: Skip.COLLEAGUES,
    Reason.TELEPHONE: Skip.NOT_ON_THE_LINE,
    Reason.SHOWN: Skip.NOT_SHOWN,
}
# Before any lead.
NEVER = datetime.min.replace(tzinfo=UTC)
# The kinds of speciality, each with what is said of a candidate who lacks the one that others have.
LACKS = {"programme": Skip.OTHER_PROGRAMME, "region": Skip.OTHER_REGION, "kind": Skip.OTHER_KIND}


class Candidate(NamedTuple):
    """A consultant as routing sees her; a tuple, because every inquiry makes one of every desk.

    `open_leads` are those of the last weeks, `given` those that came since Monday, open or not; `latest_at` is when a
    lead last came (None for never), `next_on_duty_at` is None while no duty is planned. `obstacle` keeps a consultant
    from new leads even on duty; `topics` are specialities, such as `region:江西`.
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
    given: int = 0

    @property
    def lightness(self) -> tuple[int, datetime, int, int]:
        """Sorts the lightest desk first; equal desks go round, and begin in the printed order."""
        return (self.open_leads, self.latest_at or NEVER, self.position, self.consultant_id)

    @property
    def skip(self) -> Skip | None:
        """Why she cannot take a new lead now; None when she can."""
        return self.obstacle or (None if self.is_on_duty else Skip.OFF_DUTY)


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of an inquiry: whose the person and the organisation are, whom the page showed, its topics.

    `answered` is who took the call of somebody who telephoned.
    """

    returning_to: int | None = None
    organisation_to: int | None = None
    answered: int | None = None
    shown: int | None = None
    topics: frozenset[str] = frozenset()
    subject: Subject | None = None

    def line(self) -> dict[str, object]:
        """What the trace keeps, so that the choice can be tried again under other rules."""
        return {"topics": sorted(self.topics), "shown": self.shown}


NOTHING_KNOWN = Question()


@dataclass(frozen=True, slots=True)
class Decision:
    """Who, why, and what was known of each candidate at that moment (`trace.Trace`)."""

    consultant_id: int
    reason: Reason
    trace: dict[str, object]

    def line(self) -> dict[str, object]:
        """What the diary keeps when a lead that has a first decision already is given anew."""
        return {"reason": self.reason.value, "trace": self.trace}


def choose(
    candidates: Iterable[Candidate], question: Question = NOTHING_KNOWN, rule_set: RuleSet = NO_RULES
) -> Decision | None:
    """The consultant of the person, of the organisation, of a rule, of the page; else the best suited desk on duty.

    Who knows the person keeps her, whatever the hour; who knows the organisation does unless something keeps her from
    new leads. Who answered a call stands before the rules: she is talking already. The number shown is the person who
    answers, if she can. Only a house without any consultant gives None.
    """
    known = sorted(candidates, key=attrgetter("lightness"))
    found: tuple[Candidate | None, Reason] = (_of(known, question.returning_to), Reason.RETURNING)
    lacking: dict[int, Skip] = {}
    rule: Rule | None = None
    rule_lines: list[dict[str, object]] = []
    if found[0] is None:
        knows = _of(known, question.organisation_to)
        found = (knows if knows and knows.obstacle is None else None, Reason.ORGANISATION)
    if found[0] is None:
        found = (_of(known, question.answered), Reason.TELEPHONE)
    able = [one for one in known if one.skip is None]
    shown = None if rule_set.shown == Shown.NEVER else _of(able, question.shown)
    if found[0] is None and rule_set.shown == Shown.BEFORE:
        found = (shown, Reason.SHOWN)
    if found[0] is None and question.subject is not None:
        chosen, rule, rule_lines = _by_rule(known, able, question.subject, rule_set)
        found = (chosen, Reason.RULE)
    if found[0] is None:
        found = (shown, Reason.SHOWN)
    if found[0] is None and able:
        lacking = _lacking(able, question.topics)
        first = next(one for one in able if one.consultant_id not in lacking)
        found = (first, Reason.SPECIALITY if first.topics & question.topics else Reason.LIGHTEST)
    if found[0] is None:
        promised = None if rule_set.shown == Shown.NEVER else question.shown
        found = (_last_resort(known, rule_set.fallback, promised), Reason.FALLBACK)
    chosen, reason = found
    if chosen is None:
        return None
    desks = [_row(one, one.skip if one is chosen else _beside(one, reason, lacking, rule)) for one in known]
    trace = {"chosen": chosen.consultant_id, "desks": desks, "rules": rule_lines} | question.line()
    return Decision(chosen.consultant_id, reason, trace)


def _of(known: Iterable[Candidate], consultant_id: int | None) -> Candidate | None:
    return next((one for one in known if one.consultant_id == consultant_id), None)


def _by_rule(
    known: Sequence[Candidate], able: Sequence[Candidate], subject: Subject, rule_set: RuleSet
) -> tuple[Candidate | None, Rule | None, list[dict[str, object]]]:
    """Whom the first matching rule that finds somebody finds; what kept each matching one before it from doing so."""
    here = {one.consultant_id for one in known}
    lines: list[dict[str, object]] = []
    for rule in rule_set.rules:
        if not rule.matches(subject):
            continue
        line: dict[str, object] = {"rule": rule.name, "version": rule_set.version}
        if chosen := _of_rule(rule, able):
            return chosen, rule, [*lines, line | {"chosen": True}]
        team = rule.strategy == Strategy.LIGHTEST or here.intersection(rule.people)
        skip = Skip.NOBODY_FREE if team else Skip.LEFT if rule.people else Skip.NO_TEAM
        lines.append(line | {"skip": skip.value})
    return None, None, lines


def _of_rule(rule: Rule, able: Sequence[Candidate]) -> Candidate | None:
    if rule.strategy == Strategy.LIGHTEST:
        return able[0] if able else None
    team = [one for one in able if one.consultant_id in rule.people]
    if rule.strategy == Strategy.SHARE:
        return min(
            team, key=lambda one: ((one.given + 1) / rule.share_of(one.consultant_id), one.lightness), default=None
        )
    return team[0] if team else None


def _lacking(able: Sequence[Candidate], wanted: frozenset[str]) -> dict[int, Skip]:
    """Those who share fewer of the question's topics than the best, each with the topic she lacks."""
    if not any(one.topics for one in able):
        return {}
    shared = {one.consultant_id: one.topics & wanted for one in able}
    best = max(shared.values(), key=len)
    return {
        consultant_id: LACKS[min(best - topics).partition(":")[0]]
        for consultant_id, topics in shared.items()
        if len(topics) < len(best)
    }


def _last_resort(known: Sequence[Candidate], fallback: int | None, shown: int | None) -> Candidate | None:
    """Nobody has room: the lightest on duty; off duty whose duty comes next with room, the named human, the list.

    Of several whose duty begins at the same instant the one the page showed is taken, else the lightest desk.
    """
    named = _of(known, fallback)
    if present := [one for one in known if one.is_on_duty]:
        return min(present, key=lambda one: (one.obstacle not in CROWDED, one.lightness))
    first = min(
        (one for one in known if one.next_on_duty_at),
        key=lambda one: (one.obstacle in CROWDED, one.next_on_duty_at, one.consultant_id != shown, one.lightness),
        default=None,
    )
    if first is not None and first.obstacle not in CROWDED:
        return first
    return named or first or min(known, key=lambda one: one.position, default=None)


def _beside(one: Candidate, reason: Reason, lacking: dict[int, Skip], rule: Rule | None) -> Skip:
    """Why she was passed over; who could have taken it hears what the one chosen had before her."""
    if one.skip is not None:
        return one.skip
    if rule is not None and rule.strategy != Strategy.LIGHTEST and one.consultant_id not in rule.people:
        return Skip.NOT_IN_RULE
    return BESIDE.get(reason) or lacking.get(one.consultant_id, Skip.HEAVIER)


def _row(one: Candidate, against: Skip | None) -> list[object]:
    """What the trace keeps of a candidate (`trace.Weighed`)."""
    latest, coming = one.latest_at, None if one.is_on_duty else one.next_on_duty_at
    return [
        one.consultant_id,
        one.name,
        one.open_leads,
        one.is_on_duty,
        latest and latest.timestamp(),
        coming and coming.timestamp(),
        against,
        one.given,
    ]
