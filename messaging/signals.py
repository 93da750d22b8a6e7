"""News of this room; it does not know who listens."""

from django.dispatch import Signal

message_settled = Signal()
"""A message reached a final state that nobody in the house decided; sent with `message`, inside the transaction."""

reply_received = Signal()
"""Somebody answered by text message; sent with `reply` and `is_known` (whether we ever wrote to this number), inside
the transaction that stored it. An unknown number is somebody's first word to us."""

opted_out = Signal()
"""A number wants no more messages; sent with `opt_out`, inside the transaction that wrote it down."""

opted_in = Signal()
"""A number takes messages again; sent with `opt_out` (the line that lifts the older one), inside the transaction."""
