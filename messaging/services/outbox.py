"""The outbox: what should be sent is written down in the same transaction as the reason for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Now

from accounts.models import User
from kit import clock, jobs
from messaging.errors import ConsentMissing, NumberOptedOut
from messaging.models import Channel, Message, MessageQuerySet, Purpose, State
from messaging.rules import quiet_hours, segments
from messaging.services import notices, opt_outs, rendering, rows
from messaging.services.rendering import ApprovedTemplate, Rendered

# After this long the text has lost its meaning.
LIFETIME = timedelta(hours=24)
DELIVER = "messaging.deliver_due"


@dataclass(frozen=True, slots=True)
class Draft:
    """A request to send one message.

    `template` is the key of an approved template, `context` its values. `to` is an E.164 number: a colleague's, who may
    have chosen another channel and gets nothing after leaving, unless it goes `to_visitor`. A letter to a user has an
    `address` instead. The same `dedupe_key`
    (`lead:12:ack`) is sent once, however often it is posted. `topic` says what it is about. `due_at` defaults to at
    once, `expires_at` to a day later; all but notices wait for the next opening of the sending window. A consultant
    (`by`) may write own `text` in place of a template, which not every gateway carries (`services.permission`).
    """

    template: str
    to: str
    context: Mapping[str, Any]
    dedupe_key: str
    topic: str = ""
    purpose: Purpose = Purpose.TRANSACTIONAL
    due_at: datetime | None = None
    expires_at: datetime | None = None
    to_visitor: bool = False
    address: str = ""
    text: str = ""
    by: User | None = None

    def frozen(self, at: datetime, known: Mapping[str, ApprovedTemplate], chosen: notices.Ways) -> list[Message]:
        """The unsaved messages, one for each way the recipient chose: rendered, counted and placed in time."""
        rendered = self._rendered(known)
        template = rendered.template
        purpose = Purpose.PROMOTIONAL if template and template.is_promotion else Purpose(self.purpose)
        due_at = self.due_at or at
        if purpose.is_limited:
            due_at = quiet_hours.next_opening(due_at)
        messages = []
        for way in self._ways(chosen):
            is_text = way.channel == Channel.SMS
            message = Message(
                dedupe_key=self.dedupe_key if is_text else f"{self.dedupe_key}:{way.channel}",
                topic=self.topic,
                template=self.template,
                version_id=template.version_id if template else None,
                words=rendered.words,
                by=self.by,
                body=rendered.text,
                channel=way.channel,
                recipient="" if self.to_visitor else self.to,
                to_number=self.to if is_text else "",
                address=way.address,
                purpose=purpose,
                expires_at=self.expires_at or due_at + LIFETIME,
                segments=segments.count(rendered.text),
            )
            if due_at > at:
                message.due_at = due_at
            messages.append(message)
        return messages

    @property
    def has_choice(self) -> bool:
        """Whether the recipient may have chosen other channels."""
        return not (self.to_visitor or self.address)

    def _ways(self, chosen: notices.Ways) -> tuple[notices.Way, ...]:
        if self.address:
            return (notices.Way(Channel.EMAIL, self.address),)
        return chosen.get((self.to, self.template), notices.BY_TEXT) if self.has_choice else notices.BY_TEXT

    def _rendered(self, known: Mapping[str, ApprovedTemplate]) -> Rendered:
        return (
            rendering.own_words(self.text) if self.text else rendering.render(self.template, self.context, known=known)
        )


def post(*drafts: Draft) -> None:
    """Write the drafts down in the caller's transaction, and start the dispatcher after commit.

    A draft whose key is known already is left out. Whether the recipient refuses texts, or is a colleague who does not
    work here any more, is asked when a message is about to leave, so that a visitor does not wait for the question;
    promotions are asked about here too. Raises TemplateUnknown, TemplateIncomplete, TextTooLong, NumberOptedOut and
    ConsentMissing.
    """
    if not drafts:
        return
    at = clock.now()
    known = rendering.approved({draft.template for draft in drafts})
    chosen = notices.ways({draft.to for draft in drafts if draft.has_choice})
    messages = [message for draft in drafts for message in draft.frozen(at, known, chosen)]
    for message in messages:
        if message.purpose == Purpose.PROMOTIONAL:
            admit(message.to_number)
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    jobs.enqueue(DELIVER)


def admit(number: str) -> None:
    """Whether promotions may go to a number; raises NumberOptedOut, ConsentMissing."""
    if opt_outs.is_out(number):
        raise NumberOptedOut
    if not opt_outs.consented(number):
        raise ConsentMissing


def cancel(topic: str, *, purpose: Purpose | None = None, at: datetime | None = None) -> int:
    """Cancel what is still queued on a subject, of one purpose or of all; what is being sent is too late.

    They are settled `at` that instant, by which the caller finds them to `put_back`; without one, now. Returns how many
    were cancelled. Runs in the caller's transaction; the caller knows about it, so no signal is sent.
    """
    waiting = Message.objects.filter(topic=topic)
    if purpose is not None:
        waiting = waiting.filter(purpose=purpose)
    return len(cancel_all(waiting, at=at))


def cancel_all(messages: MessageQuerySet, *, at: datetime | None = None, error_code: str = "") -> list[Message]:
    """Cancel those of the messages that are still queued, as `cancel` does; returns them."""
    settled = {"settled_at": at or Now(), "error_code": error_code}
    return rows.update(messages.queued(), detail=error_code, state=State.CANCELLED.value, **settled)


def put_back(messages: Collection[int], *, at: datetime, error_code: str = "") -> set[int]:
    """Queue again what `cancel` cancelled, or a refusal with its `error_code`.

    Returns the keys of those that are too old and stay cancelled.
    """
    cancelled = Message.objects.filter(pk__in=messages, state=State.CANCELLED, error_code=error_code)
    fresh, queued = cancelled.filter(expires_at__gt=at), {"state": State.QUEUED.value, "error_code": ""}
    if rows.update(fresh, detail="undone", settled_at=None, **queued):
        jobs.enqueue(DELIVER)
    return set(cancelled.values_list("pk", flat=True))


def withdraw(*dedupe_keys: str) -> bool:
    """Cancel messages by their keys, on every channel; returns whether none of them has been sent.

    Runs in the caller's transaction like `cancel`.
    """
    others = [channel for channel in Channel if channel != Channel.SMS]
    ways = [*dedupe_keys, *(f"{key}:{channel}" for key in dedupe_keys for channel in others)]
    posted = Message.objects.filter(dedupe_key__in=ways)
    withdrawn = rows.update(posted.queued(), state=State.CANCELLED.value, settled_at=Now())
    return len(withdrawn) == posted.count()
