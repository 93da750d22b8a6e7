from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consultants.rules import duty
from consultants.rules.duty import Absence, WeeklyShift
from kit.clock import SHANGHAI

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
OFFICE = [WeeklyShift(day, time(8), time(12)) for day in range(5)] + [
    WeeklyShift(day, time(14), time(18)) for day in range(5)
]
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=SHANGHAI))


def due(at, minutes, absences=()):
    return duty.due_after(duty.windows(OFFICE, absences, at), at, minutes)


def test_ten_minutes_of_duty_are_ten_minutes_while_on_duty():
    assert due(MONDAY, 10) == MONDAY + timedelta(minutes=10)


def test_a_promise_made_before_lunch_runs_on_after_lunch():
    assert due(MONDAY.replace(hour=11, minute=55), 10) == MONDAY.replace(hour=14, minute=5)


def test_a_promise_made_on_friday_evening_falls_due_on_monday():
    friday = MONDAY + timedelta(days=4)
    assert due(friday.replace(hour=20), 10) == (MONDAY + timedelta(days=7)).replace(hour=8, minute=10)


def test_leave_is_cut_out_of_duty():
    away = Absence(MONDAY.replace(hour=9), MONDAY.replace(hour=15))
    assert due(MONDAY, 10, [away]) == MONDAY.replace(hour=15, minute=10)


def test_without_any_duty_there_is_no_promise():
    assert duty.due_after([], MONDAY, 10) is None


@given(instants, st.integers(1, 600))
def test_the_due_instant_lies_in_duty_after_that_much_duty(at, minutes):
    coming = duty.windows(OFFICE, [], at)
    found = duty.due_after(coming, at, minutes)
    passed = sum(
        (max(timedelta(), min(found, window.ends_at) - max(at, window.starts_at)) for window in coming), timedelta()
    )

    assert passed == timedelta(minutes=minutes)
    assert any(window.starts_at < found <= window.ends_at for window in coming)


@given(instants, st.lists(st.tuples(instants, st.integers(1, 100)), max_size=4))
def test_windows_are_in_order_outside_leave_and_not_over(at, leaves):
    absences = [Absence(starts_at, starts_at + timedelta(hours=hours)) for starts_at, hours in leaves]
    coming = duty.windows(OFFICE, absences, at)

    assert coming == sorted(coming, key=lambda window: window.starts_at)
    for window in coming:
        assert window.starts_at < window.ends_at
        assert window.ends_at > at
        assert not any(a.starts_at < window.ends_at and a.ends_at > window.starts_at for a in absences)
