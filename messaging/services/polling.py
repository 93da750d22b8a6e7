"""Polls providers for the receipts of accepted messages: receipts get lost, and some carriers send none."""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Subquery
from django.db.models.functions import Now

from messaging.gateways.base import Gateway, NoAnswer, Receipt, Sighting
from messaging.models import Message
from messaging.models.message import QUESTIONS
from messaging.services import receipts, rows

# The first question comes ten minutes after the message was taken (services.results), five more follow hourly.
NEXT_QUESTION = timedelta(hours=1)
SECONDS_A_RUN = 30.0


def ask_all(gateway: Gateway, *, seconds: float = SECONDS_A_RUN) -> int:
    """Ask after each message whose question is due; returns how many questions were asked."""
    if not gateway.capabilities.finds:
        return 0
    deadline = time.monotonic() + seconds
    asked = 0
    while time.monotonic() < deadline and (message := reserve(gateway)):
        ask(gateway, message)
        asked += 1
    return asked


def ask(gateway: Gateway, message: Message) -> None:
    """Treat what the provider says as a receipt; without an answer the next poll tries again."""
    try:
        found = gateway.find(message.to_number, since=message.created_at, sid=message.provider_sid or "")
    except NoAnswer:
        return
    for sighting in found:
        if is_the_same(sighting, message):
            receipt = Receipt(message.provider_sid or sighting.sid, sighting.status, sighting.error_code)
            receipts.receive(message.uuid, receipt)


def is_the_same(sighting: Sighting, message: Message) -> bool:
    """Whether the provider's line is about this message."""
    return message.uuid == sighting.uuid if sighting.uuid else sighting.sid == message.provider_sid


def reserve(gateway: Gateway) -> Message | None:
    """Take the most urgent question and put off the next one."""
    with transaction.atomic():
        first = (
            Message.objects.unreported()
            .filter(gateway=gateway.name)
            .select_for_update(skip_locked=True)
            .values("pk")[:1]
        )
        reserved = rows.update_quietly(
            Message.objects.filter(pk=Subquery(first), looks__lt=QUESTIONS),
            looks=F("looks") + 1,
            due_at=Now() + NEXT_QUESTION,
        )
    return reserved[0] if reserved else None
