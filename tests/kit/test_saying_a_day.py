"""A day outside the present year is shown with its year."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template

from kit import clock

pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today():
    with time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=clock.SHANGHAI), tick=False):
        yield


def said(filters, value):
    return Template(f"{{{{ value|{filters} }}}}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("filters", "near", "far"),
    [
        ("short_day", "12-01", "2027-01-05"),
        ("short_time", "12-01 09:00", "2027-01-05 09:00"),
        ("day_in_words", "12月1日", "2027年1月5日"),
        ("month_in_words", "12月", "2027年1月"),
    ],
)
def test_another_year_is_named(filters, near, far):
    assert said(filters, datetime(2026, 12, 1, 9, tzinfo=clock.SHANGHAI)) == near
    assert said(filters, datetime(2027, 1, 5, 9, tzinfo=clock.SHANGHAI)) == far


def test_the_last_night_of_a_year_is_judged_in_jinggangshan():
    assert said("short_day", datetime(2026, 12, 31, 16, 30, tzinfo=UTC)) == "2027-01-01"


def test_a_text_names_the_year_of_a_far_promise():
    at = datetime(2026, 12, 29, 9, tzinfo=clock.SHANGHAI)
    assert clock.spoken(datetime(2027, 1, 5, 8, 10, tzinfo=clock.SHANGHAI), seen_from=at) == "2027-01-05 08:10"
    assert clock.short_day(date(2026, 12, 31), seen_from=at) == "12-31"


@pytest.mark.parametrize(
    ("day", "heading"), [(30, "今天 · 11月30日 星期一"), (29, "昨天 · 11月29日 星期日"), (28, "11月28日 星期六")]
)
def test_today_and_yesterday_are_called_so(day, heading):
    assert said("day_heading", datetime(2026, 11, day, 23, 30, tzinfo=clock.SHANGHAI)) == heading
