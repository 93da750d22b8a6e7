"""Whether a group fits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """A class as seats see it: `overbook_limit` is the number the manager allows above `capacity`."""

    capacity: int
    overbook_limit: int
    taken: int

    @property
    def left(self) -> int:
        """Seats that can still be promised; never below nought."""
        return max(0, self.capacity + self.overbook_limit - self.taken)

    @property
    def left_percent(self) -> float:
        """The free share of all seats that can be promised, 0 to 100."""
        return 100 * self.left / ((self.capacity + self.overbook_limit) or 1)

    def fits(self, seats: int) -> bool:
        """Whether a group of that size can come."""
        return 1 <= seats <= self.left
