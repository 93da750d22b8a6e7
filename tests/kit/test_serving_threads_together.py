"""Whoever comes while another is served is served with those who wait, and nobody pays for somebody else's error."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from kit.combining import Combiner
from tests.waiting import until

SOON = 10


class Desk:
    """Doubles numbers, one company at a time; it keeps the first of them until `opens` is set."""

    def __init__(self, **how):
        self.companies = []
        self.opens = threading.Event()
        self.is_asked = threading.Event()
        self.combiner = Combiner(self.serve, about=str, at_most=how.get("at_most", 10))

    def serve(self, gather, leave):
        wishes = list(gather())
        self.companies.append(wishes)
        self.is_asked.set()
        assert self.opens.wait(SOON)
        if "stone" in wishes:
            raise ZeroDivisionError(len(wishes))
        return [wish * 2 for wish in wishes]

    def line(self):
        return [one.wish for one in self.combiner._line]

    @contextmanager
    def busy_with(self, first, *others):
        """One thread is being served and the others stand behind it; they go on when this ends."""
        with ThreadPoolExecutor(len(others) + 1) as pool:
            answers = [pool.submit(self.combiner, first)]
            assert self.is_asked.wait(SOON)
            for number, one in enumerate(others, 1):
                answers.append(pool.submit(self.combiner, one))
                until(lambda number=number: len(self.line()) == number)
            yield answers
            self.opens.set()


def test_those_who_came_meanwhile_are_served_in_one_go():
    desk = Desk()
    with desk.busy_with(1, 2, 3, 4) as answers:
        pass

    assert [one.result(SOON) for one in answers] == [2, 4, 6, 8]
    assert desk.companies == [[1], [2, 3, 4]]


def test_a_company_has_a_limit_and_the_line_an_order():
    desk = Desk(at_most=2)
    with desk.busy_with(1, 2, 3, 4, 5, 6) as answers:
        pass

    assert [one.result(SOON) for one in answers] == [2, 4, 6, 8, 10, 12]
    assert desk.companies == [[1], [2, 3], [4, 5], [6]]


def test_a_second_wish_about_the_same_thing_waits_for_what_the_first_has_done():
    desk = Desk()
    with desk.busy_with(1, 2, 3, 2, 4) as answers:
        pass

    assert [one.result(SOON) for one in answers] == [2, 4, 6, 4, 8]
    assert desk.companies == [[1], [2, 3], [2, 4]]


def test_an_error_is_heard_only_by_whom_it_belongs_to():
    desk = Desk()
    with desk.busy_with(1, 2, "stone", 3) as answers:
        pass

    assert [answers[number].result(SOON) for number in (0, 1, 3)] == [2, 4, 6]
    with pytest.raises(ZeroDivisionError, match="1"):
        answers[2].result(SOON)
    assert desk.companies[1] == [2, "stone", 3]
    assert sorted(desk.companies[2:], key=str) == [["stone"], [2], [3]]


def test_who_was_alone_is_not_tried_twice():
    desk = Desk()
    desk.opens.set()
    with pytest.raises(ZeroDivisionError):
        desk.combiner("stone")
    assert desk.companies == [["stone"]]


def test_an_error_before_anybody_was_gathered_costs_one_wish_and_the_others_go_on():
    served = []

    def serve(gather, leave):
        if not served:
            served.append(None)
            raise ConnectionError
        return [wish * 2 for wish in gather()]

    combiner = Combiner(serve, about=str, at_most=10)
    with pytest.raises(ConnectionError):
        combiner(1)
    assert combiner(2) == 4


def test_a_thread_that_is_stopped_leaves_nobody_waiting():
    desk = Desk()
    answer = desk.serve

    def serve(gather, leave):
        found = answer(gather, leave)
        if found == [4, 6]:
            raise SystemExit
        return found

    desk.combiner = Combiner(serve, about=str, at_most=10)
    with desk.busy_with(1, 2, 3) as answers:
        pass

    assert answers[0].result(SOON) == 2
    with pytest.raises(SystemExit):
        answers[1].result(SOON)
    assert answers[2].result(SOON) == 6


def test_the_next_company_begins_when_nothing_is_left_to_decide():
    begun, ends = threading.Event(), threading.Event()

    def serve(gather, leave):
        wishes = gather()
        if wishes == [1]:
            leave()
            assert ends.wait(SOON)
        else:
            begun.set()
        return wishes

    combiner = Combiner(serve, about=str, at_most=1)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(combiner, 1), pool.submit(combiner, 2)
        assert begun.wait(SOON)
        assert second.result(SOON) == 2
        assert not first.done()
        ends.set()
        assert first.result(SOON) == 1


def test_a_thousand_threads_get_their_own_answers():
    def serve(gather, leave):
        found = [wish * 2 for wish in gather()]
        leave()
        return found

    combiner = Combiner(serve, about=str, at_most=7)
    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(combiner, range(1000))) == [2 * number for number in range(1000)]
