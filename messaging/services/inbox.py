"""What providers post: each line is dealt with by itself, and one that cannot be read is set aside for a person."""

import logging
from collections.abc import Iterable

from django.db import DataError, IntegrityError, transaction

from messaging.gateways.base import Incoming, Receipt, Unreadable
from messaging.models import SetAside
from messaging.services import receipts, replies

logger = logging.getLogger(__name__)

# What a malformed line can raise. A database that is away is no fault of the line: then the provider posts again.
FAULTS = (ValueError, TypeError, AttributeError, LookupError, DataError, IntegrityError)
LONGEST_LINE = 2000


def take(gateway: str, news: Iterable[Receipt | Incoming | Unreadable]) -> None:
    """Hand each line to its service; an unknown message is no error of the provider's."""
    for line in news:
        if isinstance(line, Unreadable):
            set_aside(gateway, line.line, reason=line.reason)
            continue
        try:
            with transaction.atomic():
                _take_one(line)
        except FAULTS as error:
            set_aside(gateway, line, reason=type(error).__name__)


def _take_one(line: Receipt | Incoming) -> None:
    if isinstance(line, Incoming):
        replies.receive(line)
    elif line.uuid is not None:
        receipts.receive(line.uuid, line)


def set_aside(gateway: str, line: object, *, reason: str) -> SetAside:
    """Keep the line as it came, in letters any database can hold."""
    logger.warning("A line of %s was set aside (%s).", gateway, reason)
    return SetAside.objects.create(gateway=gateway[:20], line=ascii(line)[:LONGEST_LINE], reason=reason[:80])
