"""Days in templates: the year stands with them where it is another than now."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format

from kit import clock

register = template.Library()


@register.filter
def short_day(on: date) -> str:
    """`12-01`, or `2027-01-05` in another year."""
    return clock.short_day(on, seen_from=clock.today())


@register.filter
def short_time(at: datetime) -> str:
    """`12-01 09:00`, or `2027-01-05 09:00` in another year."""
    return f"{short_day(at)} {clock.local(at):%H:%M}"


@register.filter
def day_in_words(on: date) -> str:
    """`12月1日`, or `2027年1月5日` in another year."""
    day = clock.local(on).date() if isinstance(on, datetime) else on
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == clock.today().year else "DATE_FORMAT")


@register.filter
def another_year(on: date) -> str:
    """`2027`; empty in the present year."""
    return "" if on.year == clock.today().year else str(on.year)
