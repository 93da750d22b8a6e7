"""What the provider reports afterwards: status callbacks, in any order, twice, late or before our own result."""

import logging
from uuid import UUID

from django.db import IntegrityError, transaction

from kit import database
from messaging.gateways.base import Receipt
from messaging.models import Message, State
from messaging.models.message import ONE_PROVIDER_NUMBER
from messaging.rules import receipts
from messaging.rules.receipts import is_stand_in
from messaging.services import opt_outs, states

logger = logging.getLogger(__name__)


def receive(uuid: UUID, receipt: Receipt) -> Message | None:
    """Move the message forward as far as the receipt proves; None when it proves nothing about a message of ours.

    A receipt may come while the dispatcher still waits for its answer, so it also moves what is being sent or
    uncertain. A receipt for a second message of the same row is written down as a double.
    """
    try:
        with transaction.atomic():
            return apply(uuid, receipt)
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_PROVIDER_NUMBER:
            raise
        # The settlement gave this number to another row with the same words.
        logger.exception("The receipt %s for %s names a message that another row has.", receipt.sid, uuid)
        return None


def apply(uuid: UUID, receipt: Receipt) -> Message | None:
    """Lock the row and move it; the transaction is the caller's."""
    named = Message.objects.filter(uuid=uuid).first()
    if named is None or not receipt.sid:
        logger.warning("A receipt names no message of ours: %s.", uuid)
        return None
    if not named.is_final:
        opt_outs.learn(named, receipt.error_code)
    message = Message.objects.select_for_update().get(pk=named.pk)
    if is_stand_in(message.provider_sid):
        message.provider_sid = None
    if message.provider_sid not in {None, receipt.sid} or (message.is_final and message.provider_sid is None):
        states.note_duplicate(message, receipt.sid)
        return message
    state = receipts.advance(State(message.state), receipt.status)
    status = receipts.later(message.provider_status, receipt.status)
    if (state, status, receipt.sid) == (message.state, message.provider_status, message.provider_sid):
        return message
    row = Message.objects.filter(pk=message.pk)
    if message.is_final:
        row.update(provider_status=status)
        return message
    (message,) = states.move(
        row,
        to=state,
        detail=receipt.status,
        provider_sid=receipt.sid,
        provider_status=status,
        error_code=receipt.error_code or (receipt.status if state == State.FAILED else ""),
    )
    return message
