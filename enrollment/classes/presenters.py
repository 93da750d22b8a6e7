"""Classes in a calendar."""

from dataclasses import dataclass
from datetime import date

from enrollment.classes.models import ClassSession


@dataclass(frozen=True, slots=True)
class Bar:
    """A class over some days: the column of its first day, Monday = 1, and how many days of it are shown."""

    session: ClassSession
    column: int
    span: int


def bar(session: ClassSession, since: date, until: date) -> Bar:
    """A class among the days from `since` to `until`."""
    first, last = max(session.starts_on, since), min(session.ends_on, until)
    return Bar(session, first.isoweekday(), (last - first).days + 1)
