"""When revealing numbers is unusual: too many within an hour. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Burst:
    """The most numbers that one user revealed within an hour, from the first to the last of them."""

    user_id: int
    first: datetime
    last: datetime
    count: int


def bursts(reveals: Iterable[tuple[int, datetime]], most: int) -> list[Burst]:
    """The worst hour of each user with more than `most` reveals in one, the latest first; reveals come in order."""
    instants: dict[int, list[datetime]] = defaultdict(list)
    worst: dict[int, Burst] = {}
    for user_id, at in reveals:
        own = instants[user_id]
        own.append(at)
        while own[0] <= at - HOUR:
            own.pop(0)
        before = worst.get(user_id)
        if len(own) > max(most, before.count if before else 0):
            worst[user_id] = Burst(user_id, own[0], at, len(own))
    return sorted(worst.values(), key=lambda burst: burst.last, reverse=True)
