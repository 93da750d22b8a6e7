"""Two threads plan the same days; each race has a negative control that shows it when the lock is taken away."""

import threading
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection

from consultants import queries
from consultants.errors import RosterChanged
from consultants.models import DutyChange, Leave
from consultants.rules.month import Month
from consultants.services import days, leaves, swaps
from kit.errors import Refusal
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)

DECEMBER = Month(date(2026, 12, 1))
FIRST = date(2026, 12, 1)
PEOPLE_AT_ONCE = 2


def at_once(*acts):
    """Run the acts in threads of their own; what each was refused with, or None."""
    refused = [None] * len(acts)

    def run(place, act):
        try:
            act()
        except Refusal as refusal:
            refused[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def racing(*acts, locked=True):
    """Run the acts at once, so that all have read the roster before any of them writes, if no lock prevents it."""
    barrier = threading.Barrier(len(acts))

    def race(act):
        with ExitStack() as stack:
            stack.enter_context(meeting(barrier))
            if not locked:
                stack.enter_context(without_locks())
            act()

    return at_once(*[partial(race, act) for act in acts])


def savers(zhong, qian, manager, monday):
    seen = dict(queries.month_plan(DECEMBER).cells)
    choices = [{cell: text for cell, text in seen.items() if cell != (FIRST, one.pk)} for one in (zhong, qian)]
    return [
        lambda wanted=wanted: days.save_month(DECEMBER, seen=seen, wanted=wanted, by=manager, at=monday)
        for wanted in choices
    ]


def test_of_two_managers_one_saves_and_the_other_is_told(zhong, qian, manager, monday):
    refused = racing(*savers(zhong, qian, manager, monday))

    assert sorted(type(one).__name__ for one in refused) == ["NoneType", "RosterChanged"]
    assert DutyChange.objects.count() == 1


def test_without_the_lock_neither_manager_would_be_told(zhong, qian, manager, monday):
    refused = racing(*savers(zhong, qian, manager, monday), locked=False)

    assert not any(isinstance(one, RosterChanged) for one in refused)
    assert DutyChange.objects.count() == 2


def confirmers(zhong, qian, manager, monday):
    """Two managers confirm two requests that name each other as cover."""
    span = {"starts_at": monday, "ends_at": monday + timedelta(days=1)}
    asked = [leaves.request(one.pk, cover=other, **span) for one, other in ((zhong, qian), (qian, zhong))]
    return [lambda leave=leave: leaves.confirm(leave.pk, by=manager, at=monday) for leave in asked]


def test_of_two_leaves_that_cover_each_other_one_is_confirmed(zhong, qian, manager, monday):
    refused = racing(*confirmers(zhong, qian, manager, monday))

    assert sorted(type(one).__name__ for one in refused) == ["AwayThen", "NoneType"]
    assert Leave.objects.confirmed().count() == 1


def test_without_the_lock_both_would_be_confirmed(zhong, qian, manager, monday):
    racing(*confirmers(zhong, qian, manager, monday), locked=False)

    assert Leave.objects.confirmed().count() == PEOPLE_AT_ONCE


def test_two_answers_to_one_swap_move_the_days_once(zhong, qian, manager, monday):
    days.set_hours(qian.pk, on=FIRST, hours_text="", by=manager, at=monday)
    swap = swaps.propose(zhong.pk, colleague=qian, gives_on=FIRST, takes_on=None, at=monday)
    refused = at_once(
        lambda: swaps.accept(swap.pk, by=qian.user, at=monday), lambda: swaps.accept(swap.pk, by=manager, at=monday)
    )

    assert sorted(type(one).__name__ for one in refused) == ["NoneType", "SwapIsDecided"]
    assert queries.days_plan(FIRST, 1).cells == {(FIRST, qian.pk): "08:00-21:00"}
