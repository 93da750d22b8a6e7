from datetime import date, timedelta

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kit import holidays
from kit.holidays import DayKind

SUNDAY_WORKED = date(2026, 9, 20)
NATIONAL_DAY = date(2026, 10, 1)
FAR_NATIONAL_DAY = date(2099, 10, 1)


def test_an_ordinary_week_works_from_monday_to_friday():
    monday = date(2026, 11, 23)

    assert [holidays.is_working_day(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_nobody_works_on_a_statutory_holiday_even_on_a_thursday():
    assert NATIONAL_DAY.weekday() == 3
    assert holidays.kind_of(NATIONAL_DAY) is DayKind.HOLIDAY
    assert not holidays.is_working_day(NATIONAL_DAY)


def test_a_sunday_made_up_for_a_holiday_is_worked():
    assert SUNDAY_WORKED.weekday() == 6
    assert holidays.kind_of(SUNDAY_WORKED) is DayKind.MADE_UP
    assert holidays.is_working_day(SUNDAY_WORKED)


def test_a_holiday_has_its_name_in_both_languages():
    with translation.override("zh-hans"):
        assert (holidays.name_of(NATIONAL_DAY), holidays.name_of(SUNDAY_WORKED)) == ("国庆节", "国庆节")
    with translation.override("en"):
        assert holidays.name_of(NATIONAL_DAY) == "National Day"
    assert holidays.name_of(date(2026, 11, 23)) == ""


def test_a_year_not_announced_yet_falls_back_to_weekdays():
    assert holidays.knows(2026)
    assert not holidays.knows(2099)
    assert holidays.kind_of(FAR_NATIONAL_DAY) is DayKind.WORKING
    assert holidays.name_of(FAR_NATIONAL_DAY) == ""


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_every_date_has_a_kind_and_only_weekends_are_made_up(day):
    kind = holidays.kind_of(day)

    assert holidays.is_working_day(day) == (kind in {DayKind.WORKING, DayKind.MADE_UP})
    if kind in {DayKind.MADE_UP, DayKind.WEEKEND}:
        assert day.weekday() >= 5
    if not holidays.knows(day.year):
        assert holidays.is_working_day(day) == (day.weekday() < 5)
