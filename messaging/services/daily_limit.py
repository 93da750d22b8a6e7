"""The daily limit: two follow-ups or promotions per number and day; each message takes one of two places."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kit import clock, database
from messaging.models import Message
from messaging.models.message import MOST_A_DAY, ONE_A_PLACE
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


def places_taken(message: Message, day: date) -> QuerySet[Message]:
    """The messages that have a place on this number's day; filters like the partial index of places."""
    return Message.objects.filter(to_number=message.to_number, day=day, share__isnull=False)
