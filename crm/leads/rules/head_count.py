"""How many people a group may have, and whether a group is of a size asked for."""

LARGEST_GROUP = 5000


def fits(head_count: int | None, *, people_from: int | None, people_to: int | None) -> bool:
    """Whether the group is of the size asked for; an unknown size matches no limit."""
    if people_from is None and people_to is None:
        return True
    return head_count is not None and (people_from or 0) <= head_count <= (people_to or head_count)
