"""Which consultant gets an inquiry, and why. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from crm.leads.rules.reasons import Reason
from crm.routing.rules.candidate import CROWDED, Candidate, Skip
from crm.routing.rules.document import NO_RULES, Rule, RuleSet, Shown, Strategy, Subject

# The reasons that come before any rule.
BEFORE_RULES = frozenset({Reason.RETURNING, Reason.ORGANISATION, Reason.TELEPHONE})
# Why a candidate who could have taken the lead was passed over, where the reason of the choice alone says it.
PASSED_OVER = {
    Reason.RETURNING: Skip.COLLEAGUES,
    Reason.ORGANISATION: Skip.COLLEAGUES,
    Reason.TELEPHONE: Skip.NOT_ON_THE_LINE,
    Reason.SHOWN: Skip.NOT_SHOWN,
}
# The kinds of speciality, each with why a candidate without it is passed over.
LACKS = {"programme": Skip.OTHER_PROGRAMME, "region": Skip.OTHER_REGION, "kind": Skip.OTHER_KIND}


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of an inquiry: the consultants of the person and the organisation, the one shown, its topics.

    `answered` is the consultant who answered a telephone call. All are keys of consultants.
    """

    returning_to: int | None = None
    organisation_to: int | None = None
    answered: int | None = None
    shown: int | None = None
    topics: frozenset[str] = frozenset()
    subject: Subject | None = None


NOTHING_KNOWN = Question()


@dataclass(frozen=True, slots=True)
class Decision:
    """The consultant, the reason, and what was known of each candidate at that moment (`trace.Trace`)."""

    consultant_id: int
    reason: Reason
    trace: dict[str, object]

    def line(self) -> dict[str, object]:
        """What the timeline keeps when a lead that has a first decision is assigned again."""
        return {"reason": self.reason.value, "trace": self.trace}


@dataclass(frozen=True, slots=True)
class Found:
    """The candidate found, and by what: `rule` if one decided, what became of each matching rule, who lacks a topic."""

    candidate: Candidate | None
    reason: Reason
    rule: Rule | None = None
    rules: Sequence[dict[str, object]] = ()
    lacking: Mapping[int, Skip] = field(default_factory=dict)


def choose(
    candidates: Iterable[Candidate], question: Question = NOTHING_KNOWN, rule_set: RuleSet = NO_RULES
) -> Decision | None:
    """The consultant of the person, of the organisation, of a rule, of the page; else the best suited one on duty.

    The consultant of the person is chosen at any hour, the one of the organisation unless they take no new leads. The
    consultant who answered a call comes before the rules. None only without any candidate.
    """
    known = sorted(candidates, key=attrgetter("lightness"))
    found = _find(known, question, rule_set)
    chosen = found.candidate
    if chosen is None:
        return None
    desks = [_row(desk, desk.skip if desk is chosen else _passed_over(desk, found)) for desk in known]
    trace = {
        "chosen": chosen.consultant_id,
        "desks": desks,
        "rules": list(found.rules),
        "topics": sorted(question.topics),
        "shown": question.shown,
    }
    return Decision(chosen.consultant_id, found.reason, trace)


def _before_rules(known: Sequence[Candidate], question: Question) -> Found | None:
    if returning := _of(known, question.returning_to):
        return Found(returning, Reason.RETURNING)
    organisation = _of(known, question.organisation_to)
    if organisation is not None and organisation.obstacle is None:
        return Found(organisation, Reason.ORGANISATION)
    if answered := _of(known, question.answered):
        return Found(answered, Reason.TELEPHONE)
    return None


def _find(known: Sequence[Candidate], question: Question, rule_set: RuleSet) -> Found:
    if found := _before_rules(known, question):
        return found
    able = [candidate for candidate in known if candidate.skip is None]
    promised = None if rule_set.shown == Shown.NEVER else question.shown
    shown = _of(able, promised)
    if shown is not None and rule_set.shown == Shown.BEFORE:
        return Found(shown, Reason.SHOWN)
    rules: list[dict[str, object]] = []
    if question.subject is not None:
        chosen, rule, rules = _by_rule(known, able, question.subject, rule_set)
        if chosen is not None:
            return Found(chosen, Reason.RULE, rule, rules)
    if shown is not None:
        return Found(shown, Reason.SHOWN, rules=rules)
    if not able:
        return Found(_last_resort(known, rule_set.fallback, promised), Reason.FALLBACK, rules=rules)
    lacking = _lacking(able, question.topics)
    best = next(candidate for candidate in able if candidate.consultant_id not in lacking)
    reason = Reason.SPECIALITY if best.topics & question.topics else Reason.LIGHTEST
    return Found(best, reason, rules=rules, lacking=lacking)


def _of(known: Iterable[Candidate], consultant_id: int | None) -> Candidate | None:
    return next((candidate for candidate in known if candidate.consultant_id == consultant_id), None)


def _by_rule(
    known: Sequence[Candidate], able: Sequence[Candidate], subject: Subject, rule_set: RuleSet
) -> tuple[Candidate | None, Rule | None, list[dict[str, object]]]:
    """The candidate of the first matching rule that names one who is able; what became of each matching rule."""
    here = {candidate.consultant_id for candidate in known}
    lines: list[dict[str, object]] = []
    for rule in rule_set.rules:
        if not rule.matches(subject):
            continue
        line: dict[str, object] = {"rule": rule.name, "version": rule_set.version}
        if chosen := _of_rule(rule, able):
            return chosen, rule, [*lines, line | {"chosen": True}]
        team = rule.strategy == Strategy.LIGHTEST or here.intersection(rule.people)
        skip = Skip.NONE_FREE if team else Skip.LEFT if rule.people else Skip.NO_TEAM
        lines.append(line | {"skip": skip.value})
    return None, None, lines


def _of_rule(rule: Rule, able: Sequence[Candidate]) -> Candidate | None:
    """The candidate whom a rule chooses among those who are able, the lightest first."""
    if rule.strategy == Strategy.LIGHTEST:
        return able[0] if able else None
    team = [candidate for candidate in able if candidate.consultant_id in rule.people]
    if rule.strategy == Strategy.SHARE:
        return min(
            team,
            key=lambda member: ((member.given + 1) / rule.share_of(member.consultant_id), member.lightness),
            default=None,
        )
    return team[0] if team else None


def _lacking(able: Sequence[Candidate], wanted: frozenset[str]) -> dict[int, Skip]:
    """The candidates who share fewer topics with the inquiry than the best one, each with a topic they lack."""
    if not any(candidate.topics for candidate in able):
        return {}
    shared = {candidate.consultant_id: candidate.topics & wanted for candidate in able}
    best = max(shared.values(), key=len)
    return {
        consultant_id: LACKS[min(best - topics).partition(":")[0]]
        for consultant_id, topics in shared.items()
        if len(topics) < len(best)
    }


def _last_resort(known: Sequence[Candidate], fallback: int | None, shown: int | None) -> Candidate | None:
    """The candidate for a lead that none is able to take.

    On duty the lightest, before those on leave or paused. Off duty the one with room whose duty begins next, of several
    the one the page showed, then the lightest; without room the fallback, whose duty begins next, the first in print.
    """
    if present := [candidate for candidate in known if candidate.is_on_duty]:
        return min(present, key=lambda desk: (desk.obstacle not in CROWDED, desk.lightness))
    following = min(
        (candidate for candidate in known if candidate.next_on_duty_at),
        key=lambda desk: (desk.obstacle in CROWDED, desk.next_on_duty_at, desk.consultant_id != shown, desk.lightness),
        default=None,
    )
    if following is not None and following.obstacle not in CROWDED:
        return following
    return _of(known, fallback) or following or min(known, key=attrgetter("position"), default=None)


def _passed_over(candidate: Candidate, found: Found) -> Skip:
    """What kept a candidate from the lead; of one who was able, what the candidate found had before them."""
    if candidate.skip is not None:
        return candidate.skip
    rule = found.rule
    if rule is not None and rule.strategy != Strategy.LIGHTEST and candidate.consultant_id not in rule.people:
        return Skip.NOT_IN_RULE
    return PASSED_OVER.get(found.reason) or found.lacking.get(candidate.consultant_id, Skip.HEAVIER)


def _row(candidate: Candidate, against: Skip | None) -> list[object]:
    """What the trace keeps of a candidate (`trace.Weighed`)."""
    latest_at = candidate.latest_at
    next_on_duty_at = None if candidate.is_on_duty else candidate.next_on_duty_at
    return [
        candidate.consultant_id,
        candidate.name,
        candidate.open_leads,
        candidate.is_on_duty,
        latest_at and latest_at.timestamp(),
        next_on_duty_at and next_on_duty_at.timestamp(),
        against,
        candidate.given,
    ]
