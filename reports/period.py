"""The stretch of dates a report is about."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kit import clock

LONGEST_DAYS = 366 * 3
# More columns than these cannot be told apart; a longer period is drawn by weeks.
MOST_DAYS_DRAWN = 45
WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Dates in Asia/Shanghai, both ends included."""

    since: date
    until: date
    # By how many days the stretch to compare with lies before this one; its own length where nothing is said.
    shift: int = 0

    @property
    def begins_at(self) -> datetime:
        """The first instant."""
        return clock.start_of(self.since)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return clock.start_of(self.until + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Period":
        """The stretch of equal length to compare with."""
        back = timedelta(days=self.shift or self.days)
        return Period(self.since - back, self.until - back, self.shift)

    @property
    def dates(self) -> list[date]:
        """Each day in order."""
        return [self.since + timedelta(days=offset) for offset in range(self.days)]

    @property
    def is_long(self) -> bool:
        """Whether its days are too many to be drawn one by one."""
        return self.days > MOST_DAYS_DRAWN

    @property
    def columns(self) -> list["Period"]:
        """What a chart shows side by side: days, or weeks from Monday; the first and the last may be parts of one."""
        if not self.is_long:
            return [Period(day, day) for day in self.dates]
        first = WEEK - self.since.weekday()
        starts = [0, *range(first, self.days, WEEK)]
        ends = [*starts[1:], self.days]
        return [
            Period(self.since + timedelta(days=start), self.since + timedelta(days=end - 1))
            for start, end in zip(starts, ends, strict=True)
        ]

    @property
    def query(self) -> str:
        """The period as address parameters of the desk."""
        return f"since={self.since:%Y-%m-%d}&until={self.until:%Y-%m-%d}"


def week_of(day: date) -> Period:
    """Monday up to the given day, to compare with the same weekdays of the week before."""
    return Period(day - timedelta(days=day.weekday()), day, shift=WEEK)


def month_of(day: date) -> Period:
    """The first of the month up to the given day."""
    return Period(day.replace(day=1), day)


def last_days(number: int, day: date) -> Period:
    """So many days that end with the given one."""
    return Period(day - timedelta(days=number - 1), day)
