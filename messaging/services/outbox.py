"""The outbox: what should be sent is written down in the same transaction as the reason for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Now

from kit import clock, jobs
from kit.inserts import insert_new
from messaging.models import Message, Purpose, State
from messaging.rules import quiet_hours, segments
from messaging.services import rows, wording

# After this long the words have lost their meaning.
LIFETIME = {Purpose.TRANSACTIONAL: timedelta(hours=24), Purpose.FOLLOW_UP: timedelta(hours=24)}


@dataclass(frozen=True, slots=True)
class Draft:
    """A wish to send one text message.

    `template` names a wording under `messaging/sms/`, `context` its words. `to` is an E.164 number. The same
    `dedupe_key` (`lead:12:ack`) is sent once, however often it is posted. `topic` says what it is about. `due_at`
    defaults to at once, `expires_at` to a day later; follow-ups wait for the next opening of the sending window.
    """

    template: str
    to: str
    context: Mapping[str, Any]
    dedupe_key: str
    topic: str = ""
    purpose: Purpose = Purpose.TRANSACTIONAL
    due_at: datetime | None = None
    expires_at: datetime | None = None

    def frozen(self, at: datetime) -> Message:
        """The unsaved message: rendered, counted and placed in time."""
        due_at = self.due_at or at
        if self.purpose == Purpose.FOLLOW_UP:
            due_at = quiet_hours.next_opening(due_at)
        body = wording.render(self.template, self.context)
        message = Message(
            dedupe_key=self.dedupe_key,
            topic=self.topic,
            template=self.template,
            body=body,
            to_number=self.to,
            purpose=self.purpose,
            expires_at=self.expires_at or due_at + LIFETIME[Purpose(self.purpose)],
            segments=segments.count(body),
        )
        if due_at > at:
            message.due_at = due_at
        return message


def post(*drafts: Draft) -> list[Message]:
    """Write the drafts down in the caller's transaction, with one statement, and ring the dispatcher after commit.

    Returns the messages that are new; a draft whose key is known already is left out.
    Raises WordingIncomplete when a wording lacks a word.
    """
    at = clock.now()
    posted = insert_new([draft.frozen(at) for draft in drafts], unless="dedupe_key")
    if posted:
        jobs.enqueue("messaging.deliver_due")
    return posted


def enclose(*drafts: Draft) -> list[Message]:
    """The drafts as unsaved messages, for a caller that writes them with her own rows in one statement.

    Rings the dispatcher after her commit. Her dedupe keys must be new, else her statement raises IntegrityError.
    Raises WordingIncomplete when a wording lacks a word.
    """
    at = clock.now()
    jobs.enqueue("messaging.deliver_due")
    return [draft.frozen(at) for draft in drafts]


def cancel(topic: str, *, purpose: Purpose | None = None) -> int:
    """Call back what is still queued on an affair, of one purpose or of all; what is being sent is too late.

    Returns how many were called back. Runs in the caller's transaction; whoever cancels knows it, so no signal is sent.
    """
    waiting = Message.objects.queued().filter(topic=topic)
    if purpose is not None:
        waiting = waiting.filter(purpose=purpose)
    return len(rows.update(waiting, state=State.CANCELLED.value, settled_at=Now()))
