"""China's statutory holidays and 调休 working days, by dates in Asia/Shanghai.

Pure functions of a date. The State Council announces a year's days off in the autumn before; the `chinese-calendar`
library is released anew after each notice. A year the installed library does not know falls back to plain weekdays:
ask `knows(year)` and say so wherever such a date is shown.
"""

from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from chinese_calendar import constants
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SATURDAY = 5
REMEMBERED_DAYS = 4096
NAMES: dict[str, str | Promise] = {
    "New Year's Day": _("New Year’s Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "National Day": _("National Day"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
}


class DayKind(StrEnum):
    """What the calendar says about a day."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MADE_UP = "made_up"  # 调休: a Saturday or Sunday worked for a longer holiday


@cache
def knows(year: int) -> bool:
    """Whether the year's official days are known; otherwise only the weekday decides."""
    days = constants.holidays
    return bool(min(days).year <= year <= max(days).year)


@lru_cache(maxsize=REMEMBERED_DAYS)
def kind_of(day: date) -> DayKind:
    """What kind of day it is; in an unknown year a working day or a weekend."""
    if day in constants.workdays and knows(day.year):
        return DayKind.MADE_UP
    if day in constants.holidays and knows(day.year):
        return DayKind.HOLIDAY
    return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKING


def is_working_day(day: date) -> bool:
    """Whether offices work on that date of Asia/Shanghai: a weekday that is no holiday, or a 调休 weekend day.

    `day` is a date, not an instant: take `kit.clock.local(at).date()` of an aware datetime. It never fails and never
    asks the network. In a year the installed calendar does not know (`knows(day.year)` is False) Monday to Friday are
    working days and nothing else is, so a holiday there reads as a working day; pages that show or promise something on
    such a date say so. Costs well under a microsecond once a date has been asked for.
    """
    return kind_of(day) in {DayKind.WORKING, DayKind.MADE_UP}


def name_of(day: date) -> str:
    """The festival a holiday or a 调休 day belongs to, in the active language; empty for any other day."""
    if kind_of(day) not in {DayKind.HOLIDAY, DayKind.MADE_UP}:
        return ""
    name = (constants.holidays | constants.workdays)[day]
    return str(NAMES.get(name, name))
