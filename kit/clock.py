"""One clock: instants are aware datetimes, and days are those of Asia/Shanghai."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware."""
    return timezone.now()


def local(at: datetime) -> datetime:
    """The same instant as a wall clock in Jinggangshan shows it."""
    return at.astimezone(SHANGHAI)


def today() -> date:
    """Today's date in Jinggangshan."""
    return local(now()).date()


def instant(day: date, at: time) -> datetime:
    """The instant at which clocks in Jinggangshan show `at` on a day."""
    return datetime.combine(day, at, tzinfo=SHANGHAI)


def start_of(day: date) -> datetime:
    """The first instant of a day in Jinggangshan."""
    return instant(day, time.min)


def end_of(day: date) -> datetime:
    """The first instant after a day in Jinggangshan."""
    return start_of(day + timedelta(days=1))


def midnight_after(at: datetime) -> datetime:
    """The end of the day in Jinggangshan that holds an instant."""
    return end_of(local(at).date())


def spoken(at: datetime, *, seen_from: datetime) -> str:
    """An instant as people say it from `seen_from`: `today 09:40`, `tomorrow 08:10`, else `11-25 08:10`."""
    clock_time = f"{local(at):%H:%M}"
    distance = (local(at).date() - local(seen_from).date()).days
    if distance == 0:
        return gettext("today %(time)s") % {"time": clock_time}
    if distance == 1:
        return gettext("tomorrow %(time)s") % {"time": clock_time}
    return f"{short_day(at, seen_from=seen_from)} {clock_time}"


def short_day(on: date, *, seen_from: date) -> str:
    """A day in as few signs as tell which: `11-25`, with its year where that is another than now."""
    on, now = (local(day) if isinstance(day, datetime) else day for day in (on, seen_from))
    return f"{on:%m-%d}" if on.year == now.year else f"{on:%Y-%m-%d}"
