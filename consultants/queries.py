"""Whose number the pages show."""

from dataclasses import dataclass
from datetime import datetime

from consultants.models import Consultant
from consultants.rules import duty


@dataclass(frozen=True, slots=True)
class DutyCard:
    """The one consultant the hotline bar shows, and whether she can answer now.

    `until` is the end of her present duty; `next_from` the beginning of her next one when she is off duty.
    """

    consultant: Consultant
    is_on_duty: bool
    until: datetime | None
    next_from: datetime | None


def duty_card(at: datetime) -> DutyCard | None:
    """The first consultant on duty, else the one whose duty begins next; None while nobody works here."""
    cards = [_card(consultant, at) for consultant in Consultant.objects.active().with_roster(at)]
    cards.sort(key=lambda card: (not card.is_on_duty, card.next_from is None, card.next_from or at))
    return cards[0] if cards else None


def hotlines() -> list[Consultant]:
    """Every consultant who works here, in the printed order."""
    return list(Consultant.objects.active())


def _card(consultant: Consultant, at: datetime) -> DutyCard:
    coming = consultant.windows(at)
    if present := duty.on_duty(coming, at):
        return DutyCard(consultant, is_on_duty=True, until=present.ends_at, next_from=None)
    return DutyCard(consultant, is_on_duty=False, until=None, next_from=coming[0].starts_at if coming else None)
