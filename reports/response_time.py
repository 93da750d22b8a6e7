"""How soon was the first answer? Wall-clock minutes and kept promises, by consultant and together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from statistics import median

from reports.funnel import percent
from reports.tally import Tally


@dataclass(frozen=True, slots=True)
class Response:
    """`median` is wall-clock time from question to answer, each in whole seconds; None while nobody was answered.

    `kept` counts answers within the promise (in duty time); `overdue` leads are unanswered past it or answered late.
    """

    asked: int
    answered: int
    kept: int
    median: timedelta | None

    @property
    def kept_percent(self) -> float:
        """Answers within the promise, of all leads of the cohort."""
        return percent(self.kept, self.asked)

    @property
    def spoken(self) -> str:
        """The median as minutes and seconds, or hours and minutes when it is long."""
        if self.median is None:
            return "—"
        minutes, seconds = divmod(round(self.median.total_seconds()), 60)
        hours, rest = divmod(minutes, 60)
        return f"{hours}h{rest:02d}" if hours else f"{minutes}:{seconds:02d}"


NOBODY = Response(asked=0, answered=0, kept=0, median=None)


def response(tally: Tally) -> Response:
    """For the whole house."""
    return _of(tally.by_owner.total(), tally.kept.total(), list(chain.from_iterable(tally.waits.values())))


def response_by_owner(tally: Tally) -> dict[int | None, Response]:
    """For each consultant; None is the public pool."""
    asked: Counter[int | None] = Counter()
    for (owner, _furthest), number in tally.by_owner.items():
        asked[owner] += number
    return {owner: _of(number, tally.kept[owner], tally.waits.get(owner, [])) for owner, number in asked.items()}


def _of(asked: int, kept: int, waits: Sequence[int]) -> Response:
    return Response(asked, len(waits), kept, timedelta(seconds=median(waits)) if waits else None)
