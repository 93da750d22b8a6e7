"""Signals of this app; it does not know the receivers."""

from django.dispatch import Signal

message_settled = Signal()
"""A message reached a final state that no user decided; sent with `message`, inside the transaction."""

reply_received = Signal()
"""A text message came in; sent with `reply` and `is_refusal` (whether it only asks for no more messages), inside the
transaction that stored it. Sent again later when a receiver failed on it."""

opted_out = Signal()
"""A number wants no more messages; sent with `opt_out`, inside the transaction that wrote it down."""

opted_in = Signal()
"""A number takes messages again; sent with `opt_out` (the line that lifts the older one), inside the transaction."""
