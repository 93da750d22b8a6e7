"""A consultant as routing sees them, and why they were passed over. Pure."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple


class Skip(StrEnum):
    """Why a consultant or a rule was passed over; stored with the lead."""

    ON_LEAVE = "on_leave"
    PAUSED = "paused"
    FULL = "full"
    FULL_TODAY = "full_today"
    OFF_DUTY = "off_duty"
    OTHER_REGION = "other_region"
    OTHER_PROGRAMME = "other_programme"
    OTHER_KIND = "other_kind"
    NO_TEAM = "no_team"
    LEFT = "left"
    NONE_FREE = "none_free"
    COLLEAGUES = "colleagues"
    NOT_ON_THE_LINE = "not_on_the_line"
    NOT_SHOWN = "not_shown"
    NOT_IN_RULE = "not_in_rule"
    HEAVIER = "heavier"


CROWDED = frozenset({Skip.FULL, Skip.FULL_TODAY})
# Sorts before any lead.
NEVER = datetime.min.replace(tzinfo=UTC)


class Candidate(NamedTuple):
    """A consultant who may get an inquiry. A tuple, because every inquiry makes one of each consultant.

    `open_leads` are those of the last weeks, `given` those that came since Monday, open or not; `latest_at` is when a
    lead last came (None for never), `next_on_duty_at` is None while no duty is planned. `obstacle` rules out new leads
    even on duty; `topics` are specialities, such as `region:江西`.
    """

    consultant_id: int
    position: int
    open_leads: int
    is_on_duty: bool
    next_on_duty_at: datetime | None
    latest_at: datetime | None = None
    name: str = ""
    obstacle: Skip | None = None
    topics: frozenset[str] = frozenset()
    given: int = 0

    @property
    def lightness(self) -> tuple[int, datetime, int, int]:
        """Sorts by fewest open leads, then by the longest wait for one, then by the printed order."""
        return (self.open_leads, self.latest_at or NEVER, self.position, self.consultant_id)

    @property
    def skip(self) -> Skip | None:
        """Why this consultant cannot take a new lead now; None for one who can."""
        return self.obstacle or (None if self.is_on_duty else Skip.OFF_DUTY)
