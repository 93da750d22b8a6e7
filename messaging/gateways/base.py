"""What the dispatcher needs from a gateway, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.http import QueryDict

from messaging.rules.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message for one recipient; `uuid` comes back with every receipt.

    `to` is a number, an e-mail address or a robot's key. `words` and `provider_template` are for carriers that fill in
    a registered template themselves, and so is `signature`.
    """

    uuid: UUID
    to: str
    body: str
    valid_for: timedelta
    words: Mapping[str, str] = field(default_factory=dict)
    provider_template: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider reports about a message it took; `uuid` is ours, where the post itself names it."""

    sid: str
    status: str
    error_code: str = ""
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message found in the provider's own list; `uuid` is ours, where the provider keeps it."""

    sid: str
    status: str
    body: str
    created_at: datetime
    error_code: str = ""
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An inbound text message."""

    sid: str
    from_number: str
    body: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line of a post that says nothing this gateway understands."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class Post:
    """A callback as it came: the public address it was posted to, its parameters, its body and its headers."""

    url: str
    params: QueryDict
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a gateway can do.

    `finds`: it can tell afterwards whether it has a message. `needs_template`: it sends registered templates only.
    `mainland_only`: it reaches +86 only.
    """

    finds: bool = True
    needs_template: bool = False
    mainland_only: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a self-check: what was looked at (a stable word), how it stands, and the provider's own words."""

    what: str
    is_well: bool | None
    detail: str = ""


class NoAnswer(Exception):
    """The provider's list could not be read; nothing may be concluded from that."""


class Forged(Exception):
    """The post did not come from the provider."""


class Gateway(Protocol):
    """A way to send messages."""

    name: str
    capabilities: Capabilities

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Hand one message over, within 15 seconds; network trouble is an outcome, not an exception."""
        ...

    def find(self, to: str, *, since: datetime, sid: str = "") -> list[Sighting]:
        """Messages to a number that the provider created since then, or the one with this number of the provider's.

        Raises NoAnswer when it cannot tell.
        """
        ...

    def parse_callback(self, post: Post) -> list[Receipt | Incoming | Unreadable]:
        """What a callback reports; raises Forged unless the provider itself posted it to this public address."""
        ...

    def inspect(self) -> list[Finding]:
        """A self-check that sends nothing: credentials, sender, permissions, as far as the provider tells."""
        ...
