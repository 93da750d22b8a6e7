"""News of this room for later ones, sent inside the transaction of what happened."""

from enum import StrEnum

from django.dispatch import Signal


class Change(StrEnum):
    """What was done to leads."""

    CALLED = "called"
    REGISTERED = "registered"
    MOVED = "moved"
    LOST = "lost"
    POOLED = "pooled"


# Arguments: leads (locked), change, by, at. `called` and `registered` come before a `moved` or `lost` of the same act.
lead_changed = Signal()
# Arguments: leads (locked, standing as before), acted_at, at. An act of the instant `acted_at` is undone; a receiver
# puts back what it ended then, and returns the keys of the leads of which a text it had called back is too old now.
lead_restored = Signal()
# Arguments: action. An act is about to be taken back; a receiver locks here what has to be locked before the leads.
undo_requested = Signal()
# Arguments: action, at. An act was taken back; a receiver that keeps more of it puts that back too, or refuses.
action_undone = Signal()
