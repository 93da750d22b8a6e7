"""How soon was the first answer? Wall-clock minutes and kept promises, by consultant and together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from crm.rules.stages import PATH
from kit import ranks
from reports.funnel import owner_of, percent
from reports.rules.tally import ANSWERED, KEPT, Facet, Tally


@dataclass(frozen=True, slots=True)
class Response:
    """`median` is wall-clock time from question to answer, None while nobody was answered.

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


def response(tally: Tally) -> Response:
    """For the whole house."""
    owners = tally.of(Facet.OWNER).values()
    numbers = [sum(each) for each in zip(*owners, strict=True)] or [0] * (ANSWERED + 1)
    return _read(numbers, [run for runs in tally.waits.values() for run in runs])


def response_by_owner(tally: Tally) -> dict[int | None, Response]:
    """For each consultant; None is the public pool."""
    return {owner_of(key): _read(numbers, tally.waits.get(key, [])) for key, numbers in tally.of(Facet.OWNER).items()}


def _read(numbers: Sequence[int], waits: Sequence[Sequence[int]]) -> Response:
    middle = ranks.median(waits)
    median = None if middle is None else timedelta(microseconds=middle)
    return Response(sum(numbers[: len(PATH)]), numbers[ANSWERED], numbers[KEPT], median)
