"""How many messages a gateway may take now: so many a second, kept as the instant of the next free slot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Unused slots are kept for so long, and no longer: what rested an hour does not burst for an hour.
MEMORY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Slots:
    """`count` messages may leave now; `next_slot` is the new instant to store."""

    count: int
    next_slot: datetime


def take(at: datetime, *, next_slot: datetime | None, per_second: int, wanted: int) -> Slots:
    """Take up to so many slots at an instant."""
    interval = timedelta(microseconds=1_000_000 // per_second)
    earliest = at - MEMORY + interval
    first = max(next_slot or earliest, earliest)
    free = (at - first) // interval + 1 if first <= at else 0
    count = min(free, wanted)
    return Slots(count, first + interval * count)
