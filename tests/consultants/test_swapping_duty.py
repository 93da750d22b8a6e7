from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from consultants import queries
from consultants.errors import AwayThen, DayIsPast, DoubleDuty, DutyChanged, NothingToSwap, SwapIsDecided, SwapNotYours
from consultants.models import DutyChange, Leave, Swap, SwapState
from consultants.services import days, swaps
from kit import clock

pytestmark = pytest.mark.django_db

ONE = date(2026, 12, 1)
TWO = date(2026, 12, 2)


@pytest.fixture
def apart(zhong, qian, manager, monday):
    """钟老师 has the first of December, 钱老师 the second."""
    days.set_hours(qian.pk, on=ONE, hours_text="", by=manager, at=monday)
    days.set_hours(zhong.pk, on=TWO, hours_text="", by=manager, at=monday)


def plan():
    return queries.days_plan(ONE, 2).cells


def propose(zhong, qian, monday, takes_on=TWO):
    return swaps.propose(zhong.pk, colleague=qian, gives_on=ONE, takes_on=takes_on, at=monday)


def test_an_accepted_swap_moves_both_days_and_opens_no_hole(apart, zhong, qian, monday):
    swap = propose(zhong, qian, monday)
    before = sorted((on, told) for (on, _pk), told in plan().items())
    swaps.accept(swap.pk, by=qian.user, at=monday)

    assert plan() == {(ONE, qian.pk): "08:00-21:00", (TWO, zhong.pk): "08:00-21:00"}
    assert sorted((on, told) for (on, _pk), told in plan().items()) == before
    assert DutyChange.objects.filter(why="swap").count() == 4


def test_a_colleague_may_also_just_take_over(apart, zhong, qian, monday):
    swaps.accept(propose(zhong, qian, monday, takes_on=None).pk, by=qian.user, at=monday)

    assert plan() == {(ONE, qian.pk): "08:00-21:00", (TWO, qian.pk): "08:00-21:00"}


def test_a_manager_may_accept_but_the_asker_may_not(apart, zhong, qian, liu, manager, monday):
    swap = propose(zhong, qian, monday)
    for stranger in (zhong.user, liu.user):
        with pytest.raises(SwapNotYours):
            swaps.accept(swap.pk, by=stranger, at=monday)

    assert swaps.accept(swap.pk, by=manager, at=monday).state == SwapState.ACCEPTED


def test_a_day_changed_meanwhile_refuses_the_swap(apart, zhong, qian, manager, monday):
    swap = propose(zhong, qian, monday)
    days.set_hours(qian.pk, on=TWO, hours_text="9-12", by=manager, at=monday)
    with pytest.raises(DutyChanged) as refused:
        swaps.accept(swap.pk, by=qian.user, at=monday)

    assert "09:00-12:00" in str(refused.value)
    assert plan()[ONE, zhong.pk] == "08:00-21:00"
    swap.refresh_from_db()
    assert swap.state == SwapState.PROPOSED


def test_nobody_can_be_on_duty_twice_by_a_swap(zhong, qian, monday):
    with pytest.raises(DoubleDuty):
        propose(zhong, qian, monday)


def test_nobody_can_take_a_day_of_her_leave(apart, zhong, qian, monday):
    Leave.objects.create(consultant=qian, starts_at=clock.start_of(ONE), ends_at=clock.end_of(ONE))
    with pytest.raises(AwayThen):
        propose(zhong, qian, monday)


def test_what_is_not_there_or_over_cannot_be_given(apart, zhong, qian, monday):
    with pytest.raises(NothingToSwap):
        swaps.propose(zhong.pk, colleague=qian, gives_on=TWO, takes_on=None, at=monday)
    with pytest.raises(DayIsPast):
        swaps.propose(zhong.pk, colleague=qian, gives_on=monday.date() - timedelta(days=1), takes_on=None, at=monday)


def test_a_swap_is_answered_once(apart, zhong, qian, monday):
    swap = propose(zhong, qian, monday)
    swaps.decline(swap.pk, by=qian.user, at=monday)
    with pytest.raises(SwapIsDecided):
        swaps.accept(swap.pk, by=qian.user, at=monday)


def test_a_second_proposal_for_a_day_withdraws_the_first(apart, zhong, qian, monday):
    first = propose(zhong, qian, monday)
    propose(zhong, qian, monday, takes_on=None)
    first.refresh_from_db()

    assert first.state == SwapState.WITHDRAWN


def test_the_database_itself_refuses_a_swap_with_oneself(apart, zhong, qian, monday):
    swap = propose(zhong, qian, monday)
    with pytest.raises(IntegrityError, match="consultants_swap_takes_two"):
        Swap.objects.filter(pk=swap.pk).update(colleague=zhong)


def test_the_page_keeps_what_was_typed_when_the_swap_is_refused(as_zhong, zhong, qian):
    on = clock.today() + timedelta(days=1)
    typed = {"gives_on": on, "colleague": qian.pk, "takes_on": on + timedelta(days=1)}
    refused = as_zhong.post(reverse("consultants:swap-propose"), typed)

    assert refused.status_code == 422
    assert f'value="{on:%Y-%m-%d}"' in refused.text


def test_a_stranger_does_not_even_find_the_swap(client, apart, zhong, qian, liu, monday):
    swap = propose(zhong, qian, monday)
    client.force_login(liu.user)

    assert client.post(reverse("consultants:swap-answer", args=[swap.pk]), {"accept": ""}).status_code == 404


def test_one_tap_of_the_colleague_accepts(client, apart, zhong, qian, monday):
    swap = propose(zhong, qian, monday)
    client.force_login(qian.user)
    client.post(reverse("consultants:swap-answer", args=[swap.pk]), {"accept": ""})
    swap.refresh_from_db()

    assert (swap.state, swap.decided_by) == (SwapState.ACCEPTED, qian.user)
