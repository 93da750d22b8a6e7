"""What two leads of one visitor become when they are merged."""

from crm.leads.rules.stages import Stage, furthest, is_open


def stage_of(kept: Stage, other: Stage) -> Stage:
    """Enrolled where one of them is, else the furthest open stage, else lost."""
    if Stage.ENROLLED in {kept, other}:
        return Stage.ENROLLED
    if is_open(kept) and is_open(other):
        return furthest(kept, other)
    return other if is_open(other) else kept


def is_taken(kept: str, other: str) -> bool:
    """Whether a detail of the other lead is proposed: where the kept one says nothing, or less of the same."""
    return bool(other) and (not kept or (len(other) > len(kept) and kept in other))
