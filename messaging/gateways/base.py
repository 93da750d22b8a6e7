"""What the dispatcher needs from a gateway, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.http import QueryDict

from messaging.rules.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text for one number; `uuid` comes back with every receipt."""

    uuid: UUID
    to: str
    body: str
    valid_for: timedelta


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider reports about a message it took."""

    sid: str
    status: str
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message found in the provider's own list."""

    sid: str
    status: str
    body: str
    created_at: datetime
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text message somebody sent to us."""

    sid: str
    from_number: str
    body: str


class NoAnswer(Exception):
    """The provider's list could not be read; nothing may be concluded from that."""


class Gateway(Protocol):
    """A way to send text messages."""

    name: str

    def send(self, parcel: Parcel) -> Outcome:
        """Hand one message over, within 15 seconds; network trouble is an outcome, not an exception."""
        ...

    def find(self, to: str, *, since: datetime) -> list[Sighting]:
        """Messages to a number that the provider created since then; raises NoAnswer when it cannot tell."""
        ...

    def is_authentic(self, url: str, params: QueryDict, headers: Mapping[str, str]) -> bool:
        """Whether the provider itself posted these parameters to this public address."""
        ...

    def read_receipt(self, params: QueryDict) -> Receipt:
        """The status report in an authentic post."""
        ...

    def read_reply(self, params: QueryDict) -> Incoming:
        """The text message in an authentic post."""
        ...
