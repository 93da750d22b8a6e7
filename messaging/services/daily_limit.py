"""The daily limit: two follow-ups or promotions per number and day; each message takes one of two places."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kit import clock, database
from messaging.models import Channel, Message, Purpose
from messaging.models.message import MOST_A_DAY, ONE_A_PLACE
from messaging.rules import quiet_hours
from messaging.services import results


def take_place(message: Message) -> bool:
    """Give a claimed message one of the day's places (Asia/Shanghai), kept for retries; False when both are taken."""
    assert message.claimed_at is not None  # noqa: S101  (a constraint of the table, told to the type checker)
    day = clock.local(message.claimed_at).date()
    if message.day == day:
        return True
    used = set(places_taken(message, day).values_list("share", flat=True))
    for share in range(1, MOST_A_DAY + 1):
        if share in used:
            continue
        try:
            with transaction.atomic():
                results.claimed_row(message).update(day=day, share=share)
        except IntegrityError as error:
            if database.broken_constraint(error) != ONE_A_PLACE:
                raise
            continue  # another dispatcher was quicker by a moment
        return True
    return False


def departure(number: str, at: datetime) -> tuple[datetime, int]:
    """When a limited message posted at an instant would leave, and as which of that day.

    Inside the sending window, on a day whose places are not all taken by messages that have left or are queued.
    """
    leaves_at = quiet_hours.next_opening(at)
    while (used := _used(number, clock.local(leaves_at).date())) >= MOST_A_DAY:
        leaves_at = quiet_hours.next_opening(quiet_hours.closing(leaves_at))
    return leaves_at, used + 1


def _used(number: str, day: date) -> int:
    placed = Message.objects.filter(to_number=number, day=day, share__isnull=False).count()
    due = Message.objects.queued().filter(due_at__gte=clock.start_of(day), due_at__lt=clock.end_of(day))
    waiting = due.filter(channel=Channel.SMS, to_number=number, share=None).exclude(purpose=Purpose.TRANSACTIONAL)
    return placed + waiting.count()


def places_taken(message: Message, day: date) -> QuerySet[Message]:
    """The messages that have a place on this number's day; filters like the partial index of places."""
    return Message.objects.filter(to_number=message.to_number, day=day, share__isnull=False)
