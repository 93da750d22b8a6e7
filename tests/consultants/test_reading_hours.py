from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultants.rules import hours
from consultants.rules.hours import HoursOverlap, HoursUnreadable, Stretch

OFFICE = (Stretch(time(8), time(12)), Stretch(time(14), time(18)))


@pytest.mark.parametrize(
    "text",
    [
        "08:00-12:00 14:00-18:00",
        "8-12 14-18",
        "14:00–18:00，8：00～12：00",
        "8:00至12:00、14到18",
    ],
)
def test_hours_are_read_in_many_spellings(text):
    assert hours.read(text) == OFFICE


def test_no_hours_are_a_day_off():
    assert hours.read("  ") == ()
    assert hours.as_text(()) == ""


def test_midnight_is_the_last_minute_of_the_day():
    assert hours.read("20-24") == (Stretch(time(20), time(23, 59)),)


@pytest.mark.parametrize(
    "text", ["morning", "18-8", "25-26", "8:75-9", "8-12 and so on", "8-8", "1-2 3-4 5-6 7-8 9-10"]
)
def test_what_tells_no_hours_is_refused_by_name(text):
    with pytest.raises(HoursUnreadable):
        hours.read(text)


def test_two_stretches_over_each_other_are_refused_by_name():
    with pytest.raises(HoursOverlap):
        hours.read("8-12 11-14")


def test_the_promised_hours_nobody_covers_are_told():
    promised = (Stretch(time(8), time(18)),)

    assert hours.missing(promised, ()) == promised
    assert hours.missing(promised, OFFICE) == (Stretch(time(12), time(14)),)
    assert hours.missing(promised, [Stretch(time(7), time(13)), Stretch(time(12), time(20))]) == ()


clock_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(st.lists(st.tuples(clock_times, clock_times), max_size=4))
def test_told_hours_are_read_as_they_were(pairs):
    stretches = [Stretch(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    try:
        ordered = hours.apart(stretches)
    except HoursOverlap:
        return

    assert hours.read(hours.as_text(ordered)) == ordered
