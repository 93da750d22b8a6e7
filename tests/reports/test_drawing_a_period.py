from datetime import date
from itertools import pairwise

import pytest

from kit import charts
from reports.period import Period, last_days


@pytest.mark.parametrize("days", [1, 7, 45])
def test_a_short_period_is_drawn_day_by_day(days):
    columns = last_days(days, date(2026, 11, 23)).columns

    assert [column.days for column in columns] == [1] * days


@pytest.mark.parametrize("days", [46, 90, 91, 182])
def test_a_long_period_is_drawn_by_weeks_that_begin_on_monday(days):
    period = last_days(days, date(2026, 11, 26))
    columns = period.columns

    assert {column.since.weekday() for column in columns[1:]} == {0}
    assert {column.days for column in columns[1:-1]} == {7}
    assert (columns[0].since, columns[-1].until) == (period.since, period.until)


def test_the_weeks_of_a_period_follow_each_other_without_a_gap():
    columns = Period(date(2026, 1, 1), date(2026, 11, 23)).columns

    assert all((after.since - before.until).days == 1 for before, after in pairwise(columns))


def test_a_chart_is_text_and_each_column_stands_on_the_one_below():
    drawn = charts.stack(["a"], [[2], [2]], names=["x", "y"], spans=["a – b"], width=132, height=132)

    assert [bar.d for bar in drawn.columns[0].bars] == [
        "M47.00 58.00h70.00v50.00h-70.00z",
        "M47.00 8.00h70.00v50.00h-70.00z",
    ]
    assert drawn.columns[0].title == "a – b: 4 (x 2, y 2)"
    assert [line.value for line in drawn.lines] == ["0", "1", "2", "3", "4"]
