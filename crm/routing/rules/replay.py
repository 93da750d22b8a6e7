"""Which consultants would have got past inquiries under other rules. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crm.leads.rules.reasons import Reason
from crm.routing.rules import choice
from crm.routing.rules.candidate import Candidate
from crm.routing.rules.choice import Question
from crm.routing.rules.document import RuleSet


@dataclass(frozen=True, slots=True)
class Past:
    """An inquiry with the candidates and the question of that moment, and the consultant who got it."""

    lead_id: int
    candidates: tuple[Candidate, ...]
    question: Question
    got: int


@dataclass(frozen=True, slots=True)
class Change:
    """An inquiry that another consultant would have got."""

    past: Past
    would: int
    reason: Reason


def replay(pasts: Iterable[Past], rule_set: RuleSet) -> list[Change]:
    """The inquiries, in their order, that another consultant would have got.

    The leads that a consultant would have got more or less until then change their load. Duty, leave and limits stay
    as they were at that moment.
    """
    more: Counter[int] = Counter()
    changes = []
    for past in pasts:
        candidates = [_with(candidate, more[candidate.consultant_id]) for candidate in past.candidates]
        decision = choice.choose(candidates, past.question, rule_set)
        if decision is not None and decision.consultant_id != past.got:
            more[decision.consultant_id] += 1
            more[past.got] -= 1
            changes.append(Change(past, decision.consultant_id, decision.reason))
    return changes


def _with(candidate: Candidate, more: int) -> Candidate:
    if not more:
        return candidate
    return candidate._replace(open_leads=max(0, candidate.open_leads + more), given=max(0, candidate.given + more))
