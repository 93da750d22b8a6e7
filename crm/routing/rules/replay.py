"""What other rules would have made of inquiries that have come already. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crm.leads.rules.reasons import Reason
from crm.routing.rules import choice
from crm.routing.rules.choice import Candidate, Question
from crm.routing.rules.document import RuleSet


@dataclass(frozen=True, slots=True)
class Past:
    """An inquiry as it was met: the candidates and the question of that moment, and who got it."""

    lead_id: int
    candidates: tuple[Candidate, ...]
    question: Question
    got: int


@dataclass(frozen=True, slots=True)
class Other:
    """An inquiry that another consultant would have got."""

    past: Past
    would: int
    reason: Reason


def replay(pasts: Iterable[Past], rule_set: RuleSet) -> list[Other]:
    """The inquiries, told in their order, that would have gone elsewhere.

    What a desk would have got more or less until then is added to what lay on it. Duty, leave and limits stay as they
    were at that moment.
    """
    more: Counter[int] = Counter()
    others = []
    for past in pasts:
        desks = [_with(one, more[one.consultant_id]) for one in past.candidates]
        decision = choice.choose(desks, past.question, rule_set)
        if decision is not None and decision.consultant_id != past.got:
            more[decision.consultant_id] += 1
            more[past.got] -= 1
            others.append(Other(past, decision.consultant_id, decision.reason))
    return others


def _with(one: Candidate, more: int) -> Candidate:
    if not more:
        return one
    return one._replace(open_leads=max(0, one.open_leads + more), given=max(0, one.given + more))
