"""What the screens of this room, and the health page, read."""

from dataclasses import dataclass
from datetime import datetime

from messaging.models import Channel, Message, State

PAGE_LENGTH = 50
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Health:
    """How the outbox is doing: seconds the oldest due message has waited (0 when none does), and open doubts."""

    oldest_due_seconds: int
    uncertain_count: int

    @property
    def oldest_due_minutes(self) -> int:
        """The same in whole minutes, as a person reads it."""
        return self.oldest_due_seconds // 60

    @property
    def is_held_up(self) -> bool:
        """Whether messages wait longer than a dispatcher that works would let them."""
        return self.oldest_due_seconds > PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class Slice:
    """Some messages, newest first; `older` is the number to ask for the next slice with, None at the end."""

    messages: list[Message]
    older: int | None


def health(at: datetime) -> Health:
    """Whether messages get out; measured by their waiting, not by whether a worker process lives."""
    oldest = [
        due_at
        for channel in Channel.values
        if (due_at := Message.objects.due_by(at).filter(channel=channel).values_list("due_at", flat=True).first())
    ]
    waited = int((at - min(oldest)).total_seconds()) if oldest else 0
    return Health(waited, Message.objects.uncertain().count())


def newest(*, state: State | None = None, before: int | None = None) -> Slice:
    """One page of messages with their history; walks by number, so a late page costs what the first one does."""
    found = Message.objects.order_by("-id").prefetch_related("events")
    if state is not None:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(id__lt=before)
    messages = list(found[: PAGE_LENGTH + 1])
    older = messages[PAGE_LENGTH - 1].pk if len(messages) > PAGE_LENGTH else None
    return Slice(messages[:PAGE_LENGTH], older)
