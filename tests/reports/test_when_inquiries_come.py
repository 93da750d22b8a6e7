from datetime import date, datetime

import pytest

from crm.leads.rules.sources import Source
from kit import clock
from reports import arrivals
from reports.period import Period
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def asked(*, day: int, hour: int, minute: int, source: Source = Source.SITE) -> None:
    at = datetime(2026, 11, day, hour, minute, 59, 999_999, tzinfo=clock.SHANGHAI)
    LeadFactory(asked_at=at, last_asked_at=at, source=source)


@pytest.mark.parametrize(
    ("day", "hour", "row", "place"),
    [(23, 0, 0, 0), (23, 8, 0, 0), (23, 9, 0, 1), (25, 12, 2, 4), (28, 21, 5, 13), (29, 23, 6, 13)],
)
def test_an_inquiry_is_counted_in_its_local_hour_of_the_week(day, hour, row, place):
    asked(day=day, hour=hour, minute=59)

    rows = arrivals.by_hour(Period(date(2026, 11, 23), date(2026, 11, 29)))

    assert rows[row][place] == 1
    assert sum(map(sum, rows)) == 1


def test_a_day_begins_and_ends_at_midnight_in_jinggangshan():
    asked(day=22, hour=23, minute=59)
    asked(day=23, hour=0, minute=0)
    asked(day=23, hour=23, minute=59, source=Source.WECHAT)
    asked(day=24, hour=0, minute=0)
    asked(day=25, hour=0, minute=0)

    period = Period(date(2026, 11, 23), date(2026, 11, 24))
    daily = arrivals.daily(period)

    assert daily[Source.SITE] == [1, 1]
    assert daily[Source.WECHAT] == [1, 0]
    assert daily[Source.ARTICLE] == [0, 0]
