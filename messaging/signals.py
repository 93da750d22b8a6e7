"""News of this room; it does not know who listens."""

from django.dispatch import Signal

message_settled = Signal()
"""A message reached a final state that nobody in the house decided; sent with `message`, inside the transaction."""

reply_received = Signal()
"""Somebody answered by text message; sent with `reply`, inside the transaction that stored it."""
