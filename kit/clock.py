"""One clock: instants are aware datetimes, and the house lives in Asia/Shanghai."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

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


def start_of(day: date) -> datetime:
    """The first instant of a day in Jinggangshan."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)
