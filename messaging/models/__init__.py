"""What this room remembers: messages, their history, replies, and how its gateways are doing."""

from messaging.models.event import MessageEvent
from messaging.models.message import Message, MessageQuerySet, Purpose
from messaging.models.reply import Reply
from messaging.models.sender import Sender
from messaging.rules.receipts import State

__all__ = ["Message", "MessageEvent", "MessageQuerySet", "Purpose", "Reply", "Sender", "State"]
