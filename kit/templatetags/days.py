"""Days in templates: the year stands with them where it is another than now."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
def day_heading(at: datetime) -> str:
    """`今天 · 12月1日 星期二`, the same of yesterday, else the date and the weekday."""
    day = clock.local(at).date()
    words = f"{day_in_words(day)} {date_format(day, 'l')}"
    name = {0: _("Today"), 1: _("Yesterday")}.get((clock.today() - day).days)
    return f"{name} · {words}" if name else words


@register.filter
def month_in_words(on: date) -> str:
    """`12月`, or `2027年1月` in another year."""
    in_this_year = pgettext("month under a day", "M")
    return date_format(on, in_this_year if on.year == clock.today().year else "YEAR_MONTH_FORMAT")


@register.filter
def short(then: datetime, at: datetime) -> str:
    """An instant in as few signs as the desk needs: the time today, else the date and the time."""
    local = clock.local(then)
    is_today = local.date() == clock.local(at).date()
    return f"{local:%H:%M}" if is_today else f"{clock.short_day(then, seen_from=at)} {local:%H:%M}"


@register.filter
def ago(then: datetime, at: datetime) -> str:
    """How long ago, in the coarsest unit that still tells something."""
    passed = at - then
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _("%(minutes)s min ago") % {"minutes": passed // timedelta(minutes=1)}
    local = clock.local(then)
    days = (clock.local(at).date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    return _("yesterday") if days == 1 else clock.short_day(then, seen_from=at)
