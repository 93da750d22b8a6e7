"""News of this room; it does not know who listens."""

from django.dispatch import Signal

message_settled = Signal()
"""A message reached a final state that nobody in the house decided; sent with `message`, inside the transaction."""

reply_received = Signal()
"""Somebody wrote us a text message; sent with `reply` and `is_refusal` (whether it says no more than that she wants no
messages), inside the transaction that stored it. Sent again later when a listener failed on it."""

opted_out = Signal()
"""A number wants no more messages; sent with `opt_out`, inside the transaction that wrote it down."""

opted_in = Signal()
"""A number takes messages again; sent with `opt_out` (the line that lifts the older one), inside the transaction."""
