from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm.rules import routing
from crm.rules.routing import Candidate, Reason

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
candidates = st.lists(
    st.builds(
        Candidate,
        consultant_id=st.integers(1, 50),
        position=st.integers(0, 9),
        open_leads=st.integers(0, 99),
        is_on_duty=st.booleans(),
        next_on_duty_at=st.none() | instants,
        latest_at=st.none() | instants,
    ),
    unique_by=lambda one: one.consultant_id,
    max_size=8,
)


@given(candidates, st.none() | st.integers(1, 50))
def test_there_is_a_decision_exactly_when_there_is_anybody(known, returning_to):
    decision = routing.choose(known, returning_to=returning_to)

    assert (decision is None) == (not known)
    if decision:
        assert decision.consultant_id in {one.consultant_id for one in known}
        assert len(decision.trace) == len(known)


@given(candidates, st.integers(1, 50))
def test_a_returning_caller_always_keeps_a_consultant_who_still_works_here(known, returning_to):
    if returning_to in {one.consultant_id for one in known}:
        assert routing.choose(known, returning_to=returning_to) == routing.Decision(
            returning_to, Reason.RETURNING, routing.choose(known, returning_to=returning_to).trace
        )


@given(candidates)
def test_nobody_off_duty_is_chosen_while_somebody_is_on_duty_and_no_lighter_desk_is_passed_over(known):
    present = [one for one in known if one.is_on_duty]
    if not present:
        return
    decision = routing.choose(known)
    chosen = next(one for one in known if one.consultant_id == decision.consultant_id)

    assert decision.reason == Reason.LIGHTEST
    assert chosen.is_on_duty
    assert chosen.open_leads == min(one.open_leads for one in present)


@given(candidates)
def test_the_order_in_which_candidates_come_does_not_matter(known):
    assert routing.choose(known) == routing.choose(reversed(known))


def test_equal_desks_go_round_and_begin_in_the_printed_order():
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    desks = [Candidate(pk, position=pk, open_leads=0, is_on_duty=True, next_on_duty_at=None) for pk in (1, 2, 3)]
    taken = []
    for number in range(9):
        chosen = routing.choose(desks).consultant_id
        taken.append(chosen)
        desks = [
            replace(one, latest_at=at + timedelta(minutes=number)) if one.consultant_id == chosen else one
            for one in desks
        ]

    assert taken == [1, 2, 3] * 3
