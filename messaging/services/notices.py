"""The channels by which colleagues get their notices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from messaging.models import Channel, Preference, Recipient


@dataclass(frozen=True, slots=True)
class Way:
    """A channel and the address there; an empty address stands for the number that was given."""

    channel: Channel
    address: str = ""


BY_TEXT = (Way(Channel.SMS),)
Ways = dict[tuple[str, str], tuple[Way, ...]]


def ways(recipients: Collection[str]) -> Ways:
    """The chosen channels by recipient and kind of notice; a channel without an address falls back to a text."""
    chosen: dict[tuple[str, str], set[Way]] = {}
    for line in Preference.objects.filter(recipient__key__in=recipients).select_related("recipient"):
        address = line.recipient.address(line.channel)
        way = Way(Channel(line.channel), address) if address else Way(Channel.SMS)
        chosen.setdefault((line.recipient.key, line.kind), set()).add(way)
    return {place: tuple(sorted(ways, key=lambda way: way.channel)) for place, ways in chosen.items()}


@transaction.atomic
def save_recipient(
    recipient: Recipient | None,
    *,
    key: str,
    label: str,
    email: str = "",
    wecom_key: str = "",
    ways: Mapping[str, Collection[str]],
) -> Recipient:
    """Save a recipient's addresses and, by kind of notice, the chosen channels; none means a text."""
    recipient = recipient or Recipient()
    recipient.key, recipient.label, recipient.email, recipient.wecom_key = key, label, email, wecom_key
    recipient.save()
    recipient.preferences.filter(kind__in=ways).delete()
    Preference.objects.bulk_create(
        Preference(recipient=recipient, kind=kind, channel=channel)
        for kind, channels in ways.items()
        for channel in sorted(set(channels))
    )
    return recipient


def remove_recipient(recipient: Recipient) -> None:
    """Delete a recipient's addresses and choices."""
    recipient.delete()
