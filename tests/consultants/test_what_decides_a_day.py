from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultants.rules import duty
from consultants.rules.duty import Absence, Source, WeeklyShift, Window
from consultants.rules.hours import Stretch, as_text
from kit.clock import SHANGHAI, local, start_of
from kit.holidays import DayKind, kind_of

OFFICE = [WeeklyShift(day, time(8), time(18)) for day in range(5)]
EVENING = (Stretch(time(18), time(21)),)
NATIONAL_DAY = date(2026, 10, 1)
MADE_UP_SUNDAY = date(2026, 9, 20)
MADE_UP_SATURDAY = date(2026, 10, 10)
MONDAY = date(2026, 11, 23)


def day(on, *, shifts=OFFICE, absences=(), dated=None):
    return next(duty.days(shifts, absences, on, 1, dated=dated or {}))


def leave(on, *, days=1):
    return Absence(start_of(on), start_of(on + timedelta(days=days)))


def hours(found):
    return as_text(duty.hours_of(found.windows))


def test_the_weekly_pattern_holds_on_an_ordinary_day():
    assert (hours(day(MONDAY)), day(MONDAY).source) == ("08:00-18:00", Source.WEEKLY)


def test_a_statutory_holiday_stands_above_the_weekly_pattern():
    assert (hours(day(NATIONAL_DAY)), day(NATIONAL_DAY).source) == ("", Source.HOLIDAY)


def test_a_worked_weekend_day_has_the_hours_of_its_neighbour():
    fridays = [WeeklyShift(4, time(9), time(17)), WeeklyShift(0, time(8), time(12))]

    assert hours(day(MADE_UP_SATURDAY, shifts=fridays)) == "09:00-17:00"
    assert hours(day(MADE_UP_SUNDAY, shifts=fridays)) == "08:00-12:00"
    assert day(MADE_UP_SUNDAY, shifts=fridays).source is Source.MADE_UP


def test_sunday_hours_stay_on_a_sunday_that_is_made_up():
    sundays = [*OFFICE, WeeklyShift(6, time(9), time(12))]

    assert hours(day(MADE_UP_SUNDAY, shifts=sundays)) == "09:00-12:00"


def test_leave_stands_above_the_holiday_rule_and_the_pattern():
    assert (hours(day(MONDAY, absences=[leave(MONDAY)])), day(MONDAY, absences=[leave(MONDAY)]).source) == (
        "",
        Source.LEAVE,
    )


def test_leave_of_some_hours_leaves_the_rest_of_the_day():
    noon = Absence(start_of(MONDAY) + timedelta(hours=11), start_of(MONDAY) + timedelta(hours=15))

    assert hours(day(MONDAY, absences=[noon])) == "08:00-11:00 15:00-18:00"


def test_a_dated_plan_stands_above_leave_and_holiday():
    planned = day(NATIONAL_DAY, absences=[leave(NATIONAL_DAY)], dated={NATIONAL_DAY: EVENING})

    assert (hours(planned), planned.source) == ("18:00-21:00", Source.DATED)


def test_an_empty_dated_plan_is_a_day_off():
    assert (hours(day(MONDAY, dated={MONDAY: ()})), day(MONDAY, dated={MONDAY: ()}).source) == ("", Source.DATED)


dates = st.dates(date(2025, 12, 1), date(2027, 3, 1))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 2, 1)).map(lambda at: at.replace(tzinfo=SHANGHAI))
absences = st.lists(
    st.tuples(moments, st.integers(1, 300)).map(lambda told: Absence(told[0], told[0] + timedelta(hours=told[1]))),
    max_size=4,
)
clock_times = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
stretches = st.tuples(clock_times, clock_times).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Stretch(*pair))
plans = st.dictionaries(dates, st.lists(stretches, max_size=1).map(tuple), max_size=12)


@given(dates, absences, plans)
def test_a_day_is_decided_by_the_first_rule_that_speaks(on, away, dated):
    for found in duty.days(OFFICE, away, on, 40, dated=dated):
        begin = start_of(found.on)
        if found.on in dated:
            assert duty.hours_of(found.windows) == dated[found.on]
            continue
        if kind_of(found.on) is DayKind.HOLIDAY:
            assert found.windows == ()
        for window in found.windows:
            assert begin <= window.starts_at < window.ends_at <= begin + timedelta(days=1)
            assert not any(one.starts_at < window.ends_at and window.starts_at < one.ends_at for one in away)


@given(dates, absences, plans)
def test_windows_come_in_order_and_never_overlap(on, away, dated):
    found = duty.windows(OFFICE, away, start_of(on), 40, dated=dated)

    assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(found))


@given(moments, absences, plans, st.integers(1, 3000))
def test_due_time_counts_exactly_the_minutes_on_duty(at, away, dated, minutes):
    coming = duty.windows(OFFICE, away, at, 60, dated=dated)
    due = duty.due_after(coming, at, minutes)
    if due is None:
        return
    spent = sum((max(timedelta(), min(due, one.ends_at) - max(at, one.starts_at)) for one in coming), timedelta())

    assert spent == timedelta(minutes=minutes)


@given(moments, moments, st.integers(1, 300))
def test_a_pause_cuts_its_own_time_out_and_nothing_else(at, begins, lasts):
    coming = duty.windows(OFFICE, (), at)
    pause = Window(begins, begins + timedelta(hours=lasts))
    left = duty.without_pause(coming, pause)
    cut = sum(
        (max(timedelta(), min(one.ends_at, pause.ends_at) - max(one.starts_at, pause.starts_at)) for one in coming),
        timedelta(),
    )

    assert not any(one.starts_at < pause.ends_at and pause.starts_at < one.ends_at for one in left)
    assert spent(left) + cut == spent(coming)


def spent(windows):
    return sum((one.ends_at - one.starts_at for one in windows), timedelta())


def test_the_wall_clock_of_another_zone_does_not_move_the_duty():
    at = datetime.fromisoformat("2026-11-22T23:30:00+00:00")

    assert local(at).date() == MONDAY
    assert duty.windows(OFFICE, (), at)[0].starts_at == start_of(MONDAY) + timedelta(hours=8)


@pytest.mark.parametrize("count", [30, 60])
def test_duty_time_looks_at_each_day_once(count):
    looked_at = Counter()

    def kind_of(on):
        looked_at[on] += 1
        return DayKind.WORKING

    shifts = [WeeklyShift(d, time(h), time(h + 4)) for d in range(7) for h in (8, 14)]
    away = [leave(MONDAY + timedelta(days=3), days=2)]
    plan = duty.days(shifts, away, MONDAY, count, dated={MONDAY + timedelta(days=1): EVENING}, kind_of=kind_of)
    coming = [window for day in plan for window in day.windows]

    assert duty.due_after(coming, start_of(MONDAY), 60 * 8 * (count - 10)) is not None
    assert set(looked_at.values()) == {1}
    assert len(looked_at) == count - 1  # the planned day speaks for itself
