"""Whom routing chooses, what the trace says of it, and what other rules would have chosen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.leads.rules.reasons import Reason
from crm.routing.rules import choice, replay
from crm.routing.rules.candidate import Candidate, Skip
from crm.routing.rules.choice import Question
from crm.routing.rules.document import Rule, RuleSet, Shown, Strategy, Subject
from crm.routing.rules.replay import Past
from crm.routing.rules.trace import Trace

AT = datetime(2026, 11, 23, 9, 12)
KNOWN_OR_LAST = {Reason.RETURNING, Reason.ORGANISATION, Reason.TELEPHONE, Reason.FALLBACK}

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
topics = st.sampled_from(["region:江西", "region:南昌", "kind:school", "programme:campus-4"])
questions = st.builds(
    Question,
    returning_to=st.none() | st.integers(1, 50),
    organisation_to=st.none() | st.integers(1, 50),
    answered=st.none() | st.integers(1, 50),
    shown=st.none() | st.integers(1, 50),
    topics=st.frozensets(topics),
)
candidates = st.lists(
    st.builds(
        Candidate,
        consultant_id=st.integers(1, 50),
        position=st.integers(0, 9),
        open_leads=st.integers(0, 99),
        is_on_duty=st.booleans(),
        next_on_duty_at=st.none() | instants,
        latest_at=st.none() | instants,
        obstacle=st.none() | st.sampled_from([Skip.ON_LEAVE, Skip.PAUSED, Skip.FULL, Skip.FULL_TODAY]),
        topics=st.frozensets(topics),
    ),
    unique_by=lambda candidate: candidate.consultant_id,
    max_size=8,
)


@given(candidates, st.none() | st.integers(1, 50))
def test_there_is_a_decision_exactly_when_there_are_candidates(known, returning_to):
    decision = choice.choose(known, Question(returning_to=returning_to))

    assert (decision is None) == (not known)
    if decision:
        assert decision.consultant_id in {candidate.consultant_id for candidate in known}
        assert len(Trace.read(decision.trace).desks) == len(known)


@given(candidates, st.integers(1, 50))
def test_a_returning_caller_keeps_a_consultant_who_works_here(known, returning_to):
    if returning_to in {candidate.consultant_id for candidate in known}:
        assert choice.choose(known, Question(returning_to=returning_to)) == choice.Decision(
            returning_to, Reason.RETURNING, choice.choose(known, Question(returning_to=returning_to)).trace
        )


@given(candidates, questions)
def test_an_able_candidate_comes_before_one_who_is_not(known, question):
    able = [candidate for candidate in known if candidate.skip is None]
    if not able:
        return
    decision = choice.choose(known, question)
    chosen = next(candidate for candidate in known if candidate.consultant_id == decision.consultant_id)

    assert chosen.obstacle is None or decision.reason in {Reason.RETURNING, Reason.TELEPHONE}
    assert chosen.skip is None or decision.reason in {Reason.ORGANISATION, Reason.RETURNING, Reason.TELEPHONE}
    assert decision.reason != Reason.FALLBACK


@given(candidates, questions)
def test_the_lightest_of_the_best_suited_is_chosen(known, question):
    decision = choice.choose(known, question)
    if decision is None or decision.reason not in {Reason.LIGHTEST, Reason.SPECIALITY}:
        return
    able = [candidate for candidate in known if candidate.skip is None]
    best = max(len(candidate.topics & question.topics) for candidate in able)
    chosen = next(candidate for candidate in able if candidate.consultant_id == decision.consultant_id)

    assert len(chosen.topics & question.topics) == best
    assert chosen.open_leads == min(
        candidate.open_leads for candidate in able if len(candidate.topics & question.topics) == best
    )
    assert (decision.reason == Reason.SPECIALITY) == (best > 0)


@given(candidates, questions)
def test_the_order_of_the_candidates_does_not_matter(known, question):
    assert choice.choose(known, question) == choice.choose(reversed(known), question)


def test_equal_candidates_take_turns_in_the_printed_order():
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    desks = [Candidate(pk, position=pk, open_leads=0, is_on_duty=True, next_on_duty_at=None) for pk in (1, 2, 3)]
    taken = []
    for number in range(9):
        chosen = choice.choose(desks).consultant_id
        taken.append(chosen)
        desks = [
            candidate._replace(latest_at=at + timedelta(minutes=number))
            if candidate.consultant_id == chosen
            else candidate
            for candidate in desks
        ]

    assert taken == [1, 2, 3] * 3


def subject(**values):
    return Subject(**({"topics": frozenset(), "source": "site", "head_count": 40, "local": AT} | values))


@pytest.mark.parametrize(
    ("rule", "inquiry", "matches"),
    [
        ({}, {}, True),
        ({"topics": {"region:江西"}}, {"topics": {"region:江西", "region:南昌"}}, True),
        ({"topics": {"region:江西", "kind:school"}}, {"topics": {"region:江西"}}, False),
        ({"topics": {"region:江西", "region:湖南"}}, {"topics": {"region:湖南"}}, True),
        ({"sources": {"wechat"}}, {}, False),
        ({"people_from": 40, "people_to": 60}, {}, True),
        ({"people_from": 41}, {}, False),
        ({"people_from": 1}, {"head_count": None}, False),
        ({"weekdays": {0}}, {}, True),
        ({"weekdays": {5, 6}}, {}, False),
        ({"hour_from": 9, "hour_to": 10}, {}, True),
        ({"hour_from": 10}, {}, False),
        ({"hour_from": 21, "hour_to": 10}, {}, True),
    ],
)
def test_a_rule_matches_exactly_what_it_names(rule, inquiry, matches):
    assert Rule("规则", Strategy.LIGHTEST, **rule).matches(subject(**inquiry)) is matches


rule_sets = st.builds(
    RuleSet,
    rules=st.lists(
        st.builds(
            Rule,
            name=st.just("规则"),
            strategy=st.sampled_from(Strategy.values),
            topics=st.frozensets(topics),
            people=st.lists(st.integers(1, 50), unique=True, max_size=3).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    shown=st.sampled_from(Shown.values),
    fallback=st.none() | st.integers(1, 50),
)


@given(candidates, questions, rule_sets)
def test_no_rules_leave_a_lead_without_a_consultant(known, question, rule_set):
    decision = choice.choose(known, replace(question, subject=subject(topics=question.topics)), rule_set)

    assert (decision is None) == (not known)
    if decision:
        chosen = next(candidate for candidate in known if candidate.consultant_id == decision.consultant_id)
        assert chosen.skip is None or decision.reason in KNOWN_OR_LAST


@given(candidates, questions, rule_sets)
def test_the_trace_says_why_each_candidate_was_passed_over(known, question, rule_set):
    decision = choice.choose(known, replace(question, subject=subject(topics=question.topics)), rule_set)
    if decision is None:
        return
    trace = Trace.read(decision.trace)
    against = {desk.consultant_id: desk.against for desk in trace.desks}

    assert trace.chosen == decision.consultant_id
    for candidate in known:
        if candidate.consultant_id == decision.consultant_id:
            assert against[candidate.consultant_id] == candidate.skip
        else:
            assert against[candidate.consultant_id] == (candidate.skip or Skip(against[candidate.consultant_id]))


@pytest.mark.parametrize(
    ("question", "rule_set", "why"),
    [
        (Question(returning_to=1), RuleSet(), Skip.COLLEAGUES),
        (Question(organisation_to=1), RuleSet(), Skip.COLLEAGUES),
        (Question(answered=1), RuleSet(), Skip.NOT_ON_THE_LINE),
        (Question(shown=1), RuleSet(), Skip.NOT_SHOWN),
        (Question(), RuleSet(), Skip.HEAVIER),
        (Question(), RuleSet(rules=(Rule("一人", Strategy.PERSON, people=(1,)),)), Skip.NOT_IN_RULE),
        (Question(), RuleSet(rules=(Rule("两人", Strategy.TEAM, people=(1, 2)),)), Skip.HEAVIER),
        (Question(), RuleSet(rules=(Rule("全部", Strategy.LIGHTEST),)), Skip.HEAVIER),
    ],
)
def test_the_trace_says_what_the_chosen_one_had_before_others(question, rule_set, why):
    desks = [Candidate(pk, position=pk, open_leads=pk, is_on_duty=True, next_on_duty_at=None) for pk in (1, 2)]
    decision = choice.choose(desks, replace(question, subject=subject()), rule_set)

    assert decision.consultant_id == 1
    assert Trace.read(decision.trace).desks[1].against == why


@pytest.mark.parametrize(
    ("shown", "rule_set", "gets"),
    [
        (2, RuleSet(), 2),
        (None, RuleSet(), 1),
        (2, RuleSet(shown=Shown.NEVER), 1),
        (3, RuleSet(), 1),  # whose duty begins later
        (4, RuleSet(), 1),  # who is full
    ],
)
def test_at_night_the_consultant_shown_wins_an_equal_duty_start(shown, rule_set, gets):
    eight = datetime(2026, 11, 24, tzinfo=UTC)
    desks = [
        Candidate(pk, position=pk, open_leads=pk, is_on_duty=False, next_on_duty_at=eight + timedelta(hours=pk // 3))
        for pk in (1, 2, 3)
    ]
    desks.append(Candidate(4, 4, 0, is_on_duty=False, next_on_duty_at=eight, obstacle=Skip.FULL))

    assert choice.choose(desks, Question(shown=shown), rule_set).consultant_id == gets


def test_the_organisation_comes_before_who_answered_the_call():
    desks = [Candidate(pk, position=pk, open_leads=0, is_on_duty=True, next_on_duty_at=None) for pk in (1, 2, 3)]

    assert choice.choose(desks, Question(organisation_to=2, answered=3)).consultant_id == 2
    assert choice.choose(desks, Question(answered=3, shown=2)).reason == Reason.TELEPHONE


@given(candidates, rule_sets)
def test_the_consultant_shown_as_next_gets_the_inquiry(known, rule_set):
    """The number on the site is the choice for an inquiry of which nothing is known; showing it changes nothing."""
    first = choice.choose(known, Question(subject=subject()), rule_set)
    if first is None:
        return
    shown = choice.choose(known, Question(subject=subject(), shown=first.consultant_id), rule_set)

    assert shown.consultant_id == first.consultant_id


def test_a_full_candidate_comes_before_one_on_leave():
    known = [
        Candidate(1, 1, open_leads=0, is_on_duty=True, next_on_duty_at=None, obstacle=Skip.ON_LEAVE),
        Candidate(2, 2, open_leads=9, is_on_duty=True, next_on_duty_at=None, obstacle=Skip.FULL),
        Candidate(3, 3, open_leads=5, is_on_duty=True, next_on_duty_at=None, obstacle=Skip.FULL_TODAY),
        Candidate(4, 4, open_leads=0, is_on_duty=False, next_on_duty_at=None),
    ]

    assert choice.choose(known, rule_set=RuleSet(fallback=4)).consultant_id == 3


def test_a_share_counts_given_leads_and_not_open_ones():
    """Closing leads quickly does not raise a share, and old leads do not lower it."""
    rule_set = RuleSet(rules=(Rule("份额", Strategy.SHARE, people=(1, 2), shares=(2, 1)),))
    desks = [
        Candidate(1, 1, open_leads=0, is_on_duty=True, next_on_duty_at=None, given=4),
        Candidate(2, 2, open_leads=30, is_on_duty=True, next_on_duty_at=None, given=1),
    ]

    assert choice.choose(desks, Question(subject=subject()), rule_set).consultant_id == 2


@given(st.lists(st.integers(1, 5), min_size=2, max_size=4), st.lists(st.integers(0, 20), min_size=4, max_size=4))
def test_shares_do_not_depend_on_open_leads(shares, open_leads):
    people = tuple(range(1, len(shares) + 1))
    rule_set = RuleSet(rules=(Rule("份额", Strategy.SHARE, people=people, shares=tuple(shares)),))
    given_to = dict.fromkeys(people, 0)
    for _lead in range(3 * sum(shares)):
        desks = [
            Candidate(pk, pk, open_leads[pk - 1], is_on_duty=True, next_on_duty_at=None, given=given_to[pk])
            for pk in people
        ]
        given_to[choice.choose(desks, Question(subject=subject()), rule_set).consultant_id] += 1

    assert list(given_to.values()) == [3 * share for share in shares]


@given(candidates, questions, rule_sets)
def test_the_same_rules_replayed_change_nothing(known, question, rule_set):
    asked = replace(question, subject=subject(topics=question.topics))
    decision = choice.choose(known, asked, rule_set)
    if decision:
        assert replay.replay([Past(1, tuple(known), asked, decision.consultant_id)], rule_set) == []
