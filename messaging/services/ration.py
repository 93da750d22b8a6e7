"""Two follow-ups or promotions a number and day: a message takes one of two places, which nobody can share."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kit import clock
from messaging.models import Message
from messaging.models.message import MOST_A_DAY
from messaging.services import landing


def take(message: Message) -> bool:
    """Give a claimed message its place of the day (in China), kept for further tries; False when both are taken."""
    assert message.claimed_at is not None  # noqa: S101  (a constraint of the table, told to the type checker)
    day = clock.local(message.claimed_at).date()
    if message.day == day:
        return True
    gone = set(taken(message, day).values_list("share", flat=True))
    for share in range(1, MOST_A_DAY + 1):
        if share in gone:
            continue
        try:
            with transaction.atomic():
                landing.mine(message).update(day=day, share=share)
        except IntegrityError:  # another dispatcher was quicker by a moment
            continue
        return True
    return False


def taken(message: Message, day: date) -> QuerySet[Message]:
    """Who has a place of this number's day; said in the words of the index that holds places only."""
    return Message.objects.filter(to_number=message.to_number, day=day, share__isnull=False)
