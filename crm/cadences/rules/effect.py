"""Whether a follow-up plan has an effect: the treated leads against the control group. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

# The fewest leads in either group, and the fewest hits and misses together, from which anything is concluded.
FEWEST = 30
FEWEST_EITHER_WAY = 5
# 95 % of a normal distribution lie within this many standard deviations.
DEVIATIONS = 1.96


class Verdict(StrEnum):
    """What may be concluded from the numbers."""

    TOO_FEW = "too_few"
    UNCLEAR = "unclear"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Group:
    """A number of leads, and how many of them came as far as the measure asks."""

    leads: int
    hits: int

    @property
    def share(self) -> float | None:
        """Hits per lead, between 0 and 1; None without leads."""
        return self.hits / self.leads if self.leads else None


@dataclass(frozen=True, slots=True)
class Effect:
    """The difference of the shares, in points between -100 and 100 with its 95 % interval, and what it says."""

    verdict: Verdict
    points: float | None = None
    low: float | None = None
    high: float | None = None


def compare(treated: Group, control: Group) -> Effect:
    """The difference of the treated leads to the control group: Newcombe's interval from two Wilson intervals.

    Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    if treated.share is None or control.share is None:
        return Effect(Verdict.TOO_FEW)
    difference = treated.share - control.share
    (low_t, high_t), (low_c, high_c) = _wilson(treated), _wilson(control)
    low = difference - sqrt((treated.share - low_t) ** 2 + (high_c - control.share) ** 2)
    high = difference + sqrt((high_t - treated.share) ** 2 + (control.share - low_c) ** 2)
    points = (round(100 * value, 1) for value in (difference, low, high))
    return Effect(_verdict(treated, control, low, high), *points)


def _verdict(treated: Group, control: Group, low: float, high: float) -> Verdict:
    hits = treated.hits + control.hits
    misses = treated.leads + control.leads - hits
    if min(treated.leads, control.leads) < FEWEST or min(hits, misses) < FEWEST_EITHER_WAY:
        return Verdict.TOO_FEW
    if low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if high < 0 else Verdict.UNCLEAR


def _wilson(group: Group) -> tuple[float, float]:
    share, leads = group.hits / group.leads, group.leads
    square = DEVIATIONS**2
    middle = (share + square / (2 * leads)) / (1 + square / leads)
    half = DEVIATIONS * sqrt(share * (1 - share) / leads + square / (4 * leads**2)) / (1 + square / leads)
    return max(0.0, middle - half), min(1.0, middle + half)
