"""The days of a calendar as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from consultants.rules import duty
from consultants.rules.duty import Source
from crm.desk.rules.calendar import HOURS, row_of
from crm.leads.models import Lead
from kit import clock

Steps = Mapping[date, tuple[list[Lead], int]]


@dataclass(frozen=True, slots=True)
class Slot:
    """One hour of a day; `is_off`: the consultant whose calendar it is has no duty in it."""

    hour: int
    is_off: bool
    steps: list[Lead]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: the duty of the consultant whose calendar it is, and the next steps, `more` of which are not shown."""

    on: date
    is_today: bool
    duty: duty.Day | None
    steps: list[Lead]
    count: int

    @property
    def more(self) -> int:
        """How many next steps are not shown."""
        return self.count - len(self.steps)

    @property
    def is_leave(self) -> bool:
        """Whether leave makes the day what it is."""
        return self.duty is not None and self.duty.source is Source.LEAVE

    @property
    def slots(self) -> list[Slot]:
        """The hours, with the next steps of each."""
        return [Slot(hour, self._is_off(hour), [step for step in self.steps if _row(step) == hour]) for hour in HOURS]

    def _is_off(self, hour: int) -> bool:
        if self.duty is None:
            return False
        begin, end = clock.instant(self.on, time(hour)), clock.instant(self.on, time(hour + 1))
        return not any(one.starts_at < end and begin < one.ends_at for one in self.duty.windows)


def days(shown: Sequence[date], steps: Steps, plan: Mapping[date, duty.Day], at: datetime) -> list[CalendarDay]:
    """The days that are shown, in order; `plan` is the duty of one consultant, or empty."""
    today = clock.local(at).date()
    return [CalendarDay(on, on == today, plan.get(on), *steps.get(on, ([], 0))) for on in shown]


def _row(lead: Lead) -> int:
    assert lead.next_step_at  # noqa: S101  (only leads with a next step are shown, told to the type checker)
    return row_of(clock.local(lead.next_step_at).hour)
