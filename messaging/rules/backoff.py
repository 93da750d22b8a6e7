"""How long to wait before the next attempt: longer each time, and never all at once."""

from datetime import timedelta

BASE = timedelta(seconds=2)
CAP = timedelta(minutes=15)
DOUBLINGS = 16


def delay(attempts: int, chance: float) -> timedelta:
    """Full jitter: a `chance` between 0 and 1 of the doubled base, which stops growing at the cap."""
    longest: timedelta = min(CAP, BASE * 2 ** min(attempts, DOUBLINGS))
    return longest * chance
