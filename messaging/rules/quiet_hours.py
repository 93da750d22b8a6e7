"""When a follow-up may reach a telephone: 08:30 to 20:30 in China. Notices answer the recipient and go at any hour."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
OPENS = time(8, 30)
CLOSES = time(20, 30)


def is_open(at: datetime) -> bool:
    """Whether a follow-up may be sent at this instant."""
    return OPENS <= at.astimezone(ZONE).time() < CLOSES


def next_opening(at: datetime) -> datetime:
    """The instant itself while the window is open, else the moment it opens next."""
    if is_open(at):
        return at
    local = at.astimezone(ZONE)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=ZONE)


def closing(at: datetime) -> datetime:
    """The end of the window that is open at this instant, or of the next one."""
    return datetime.combine(next_opening(at).astimezone(ZONE).date(), CLOSES, tzinfo=ZONE)
