"""By which ways people of the house are told things: read once in a few seconds, so that an inquiry pays nothing."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from messaging.models import Channel, Preference, Recipient

FRESH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Way:
    """A channel and the address there; an empty address stands for the number that was given."""

    channel: Channel
    address: str = ""


BY_TEXT = (Way(Channel.SMS),)
Ways = dict[tuple[str, str], tuple[Way, ...]]


class AddressBook:
    """Ways by recipient and kind, and when they were read."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read: tuple[float, Ways] | None = None

    def ways(self, recipient: str, kind: str) -> tuple[Way, ...]:
        """How to tell somebody something: by text unless she chose otherwise."""
        now = time.monotonic()
        if self._read is None or not 0 <= now - self._read[0] < FRESH_SECONDS:
            self._read = now, _chosen()
        return self._read[1].get((recipient, kind), BY_TEXT)

    def forget(self) -> None:
        """Read again at the next question."""
        self._read = None


address_book = AddressBook()


def _chosen() -> Ways:
    """Every choice that can be kept: a way without an address falls back to a text."""
    chosen: dict[tuple[str, str], set[Way]] = {}
    for line in Preference.objects.select_related("recipient"):
        address = line.recipient.address(line.channel)
        way = Way(Channel(line.channel), address) if address else Way(Channel.SMS)
        chosen.setdefault((line.recipient.key, line.kind), set()).add(way)
    return {place: tuple(sorted(ways, key=lambda way: way.channel)) for place, ways in chosen.items()}


@transaction.atomic
def settle(
    recipient: Recipient | None,
    *,
    key: str,
    label: str,
    email: str = "",
    wecom_key: str = "",
    ways: Mapping[str, Collection[str]],
) -> Recipient:
    """Note somebody's addresses and, by kind of notice, the ways she chose, new ones for old; none means by text."""
    recipient = recipient or Recipient()
    recipient.key, recipient.label, recipient.email, recipient.wecom_key = key, label, email, wecom_key
    recipient.save()
    recipient.preferences.filter(kind__in=ways).delete()
    Preference.objects.bulk_create(
        Preference(recipient=recipient, kind=kind, channel=channel)
        for kind, channels in ways.items()
        for channel in sorted(set(channels))
    )
    _forget_soon()
    return recipient


def strike(recipient: Recipient) -> None:
    """Forget somebody's addresses and wishes."""
    recipient.delete()
    _forget_soon()


def _forget_soon() -> None:
    address_book.forget()
    transaction.on_commit(address_book.forget, robust=True)
