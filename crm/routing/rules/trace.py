"""What is kept of a choice with the lead: the candidates, the rules that applied, the question. Pure.

It is written for every inquiry and read seldom, so each desk is a row whose columns only `Weighed` names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self


class Weighed(NamedTuple):
    """A consultant at the moment of the choice; instants are seconds since 1970 in UTC.

    `against` is why the consultant was passed over; for the chosen one an obstacle that was overruled, mostly None.
    """

    consultant_id: int
    name: str
    open_leads: int
    is_on_duty: bool
    latest_at: float | None
    next_on_duty_at: float | None
    against: str | None
    given: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    """A choice as it was written down.

    `rules` are the rules that matched, each with `chosen` or why it was passed over (`skip`); `topics` and `shown` are
    the question; `chosen` is None where no choice was written down.
    """

    chosen: int | None
    desks: list[Weighed]
    rules: list[Mapping[str, Any]]
    topics: frozenset[str]
    shown: int | None

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """From the lead's own column, or from the data of a timeline entry."""
        return cls(
            chosen=written.get("chosen"),
            desks=[Weighed(*row) for row in written.get("desks", ())],
            rules=list(written.get("rules", ())),
            topics=frozenset(written.get("topics", ())),
            shown=written.get("shown"),
        )
