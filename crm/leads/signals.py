"""Signals for later apps, sent inside the transaction of what happened."""

from enum import StrEnum

from django.dispatch import Signal


class Change(StrEnum):
    """What was done to leads."""

    CALLED = "called"
    REGISTERED = "registered"
    MOVED = "moved"
    LOST = "lost"
    POOLED = "pooled"
    MERGED = "merged"
    SPLIT = "split"


# Arguments: leads (locked), change, by, at. `called` and `registered` come before `moved` or `lost` of one action.
lead_changed = Signal()
# Arguments: leads (locked, restored), acted_at, at. The action of the instant `acted_at` is undone; a receiver restores
# what it ended then, and returns the keys of leads of which a text that it had cancelled is too old now.
lead_restored = Signal()
# Arguments: lead (locked, with its new owner), was (the former owner or None), by, at.
lead_assigned = Signal()
# Arguments: lead, other (merged into it; both locked), by, at.
leads_merged = Signal()
# Arguments: activity (a note), users whom it names and who may see the lead.
users_mentioned = Signal()
# Arguments: action. It is about to be undone; a receiver locks what has to be locked before the leads.
undo_requested = Signal()
# Arguments: action, at. It was undone; a receiver restores what it changed by it, or refuses.
action_undone = Signal()
