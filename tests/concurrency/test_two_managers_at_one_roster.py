"""Two threads plan the same days; each race has a negative control that shows it when the lock is taken away."""

import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connection

from consultants import queries
from consultants.errors import RosterChanged
from consultants.models import Consultant, DutyChange, Leave
from consultants.rules.month import Month
from consultants.services import days, leaves, swaps
from kit.errors import Refusal

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


def both_read_before_either_writes(monkeypatch):
    """Make both threads meet after they have read the roster; a thread that waits for a lock lets the other pass."""
    meeting = threading.Barrier(PEOPLE_AT_ONCE)
    read = queries.month_plan

    def slowly(of):
        plan = read(of)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)
        return plan

    monkeypatch.setattr(queries, "month_plan", slowly)


def savers(zhong, qian, manager, monday):
    seen = dict(queries.month_plan(DECEMBER).cells)
    choices = [{cell: text for cell, text in seen.items() if cell != (FIRST, one.pk)} for one in (zhong, qian)]
    return [
        lambda wanted=wanted: days.save_month(DECEMBER, seen=seen, wanted=wanted, by=manager, at=monday)
        for wanted in choices
    ]


def test_of_two_managers_one_saves_and_the_other_is_told(zhong, qian, manager, monday, monkeypatch):
    acts = savers(zhong, qian, manager, monday)
    both_read_before_either_writes(monkeypatch)
    refused = at_once(*acts)

    assert sorted(type(one).__name__ for one in refused) == ["NoneType", "RosterChanged"]
    assert DutyChange.objects.count() == 1


def test_without_the_lock_neither_manager_would_be_told(zhong, qian, manager, monday, monkeypatch):
    acts = savers(zhong, qian, manager, monday)
    both_read_before_either_writes(monkeypatch)
    monkeypatch.setattr(days, "lock", lambda ids: list(Consultant.objects.filter(pk__in=list(ids))))
    refused = at_once(*acts)

    assert not any(isinstance(one, RosterChanged) for one in refused)
    assert DutyChange.objects.count() == 2


def confirmers(zhong, qian, manager, monday, monkeypatch):
    """Two managers confirm two requests that name each other as cover; both have looked before either writes."""
    span = {"starts_at": monday, "ends_at": monday + timedelta(days=1)}
    asked = [leaves.request(one.pk, cover=other, **span) for one, other in ((zhong, qian), (qian, zhong))]
    meeting, decide = threading.Barrier(PEOPLE_AT_ONCE), leaves._decide

    def slowly(leave, state, *, by, at):
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)
        return decide(leave, state, by=by, at=at)

    monkeypatch.setattr(leaves, "_decide", slowly)
    return [lambda leave=leave: leaves.confirm(leave.pk, by=manager, at=monday) for leave in asked]


def test_of_two_leaves_that_cover_each_other_one_is_confirmed(zhong, qian, manager, monday, monkeypatch):
    refused = at_once(*confirmers(zhong, qian, manager, monday, monkeypatch))

    assert sorted(type(one).__name__ for one in refused) == ["AwayThen", "NoneType"]
    assert Leave.objects.confirmed().count() == 1


def test_without_the_lock_both_would_be_confirmed(zhong, qian, manager, monday, monkeypatch):
    acts = confirmers(zhong, qian, manager, monday, monkeypatch)
    monkeypatch.setattr(days, "lock", lambda _ids: None)
    at_once(*acts)

    assert Leave.objects.confirmed().count() == len(acts)


def test_two_answers_to_one_swap_move_the_days_once(zhong, qian, manager, monday):
    days.set_hours(qian.pk, on=FIRST, told="", by=manager, at=monday)
    swap = swaps.propose(zhong.pk, colleague=qian, gives_on=FIRST, takes_on=None, at=monday)
    refused = at_once(
        lambda: swaps.accept(swap.pk, by=qian.user, at=monday), lambda: swaps.accept(swap.pk, by=manager, at=monday)
    )

    assert sorted(type(one).__name__ for one in refused) == ["NoneType", "SwapIsDecided"]
    assert queries.days_plan(FIRST, 1).cells == {(FIRST, qian.pk): "08:00-21:00"}
