"""The life of a message, and which news may move it: only forward, in whatever order the news arrives."""

from enum import StrEnum


class State(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @classmethod
    def final(cls) -> list["State"]:
        """The states nothing leaves."""
        return [cls.DELIVERED, cls.UNDELIVERED, cls.FAILED, cls.CANCELLED, cls.EXPIRED]

    @classmethod
    def taken(cls) -> list["State"]:
        """The states in which the provider certainly has the message."""
        return [cls.ACCEPTED, cls.DELIVERED, cls.UNDELIVERED]

    @classmethod
    def unconfirmed(cls) -> list["State"]:
        """The states in which no provider has confirmed it."""
        return [cls.QUEUED, cls.SENDING, cls.UNCERTAIN, cls.CANCELLED, cls.EXPIRED]

    @property
    def is_final(self) -> bool:
        """Whether nothing leaves this state."""
        return self in State.final()


# The provider's words in the order in which they can follow each other.
RANK = {
    "": 0,
    "scheduled": 1,
    "queued": 1,
    "accepted": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "read": 5,
}
MEANING = {
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def meaning(status: str) -> State:
    """The state a provider's status stands for; a word we do not know yet still proves acceptance."""
    return MEANING.get(status, State.ACCEPTED)


def later(old: str, new: str) -> str:
    """The later of two provider statuses; on a tie the one that came first stays."""
    return new if RANK.get(new, 1) > RANK.get(old, 0) else old


def advance(state: State, status: str) -> State:
    """The state after the provider reported `status`: never back, and never out of a final state."""
    if state.is_final:
        return state
    return meaning(status)


# A provider's list may show a message without the number that its receipts carry.
STAND_IN = "found:"


def is_stand_in(sid: str | None) -> bool:
    """Whether the provider's own number is still to come."""
    return sid is not None and sid.startswith(STAND_IN)
