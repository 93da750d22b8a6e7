"""A text is taken back or leaves, whichever comes first, and never both."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from crm.leads.errors import TextHasLeft
from crm.leads.models import Action
from crm.leads.services import texts, undo
from crm.leads.services.texts import TextContent
from kit import clock
from messaging import gateways
from messaging.models import Message, Purpose, State
from messaging.services import dispatch
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory, on_duty_round_the_clock
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def race(locking):
    """Take a text back at the instant of its claim; whether each was done."""
    on_duty_round_the_clock(ConsultantFactory())
    lead = ask().lead
    Message.objects.all().delete()
    action = texts.send(lead.pk, TextContent(text="课程表已发到您的邮箱。"), by=lead.owner.user)
    Message.objects.update(due_at=clock.now())
    barrier, claimed = Barrier(2), []

    def take_back():
        with suppress(TextHasLeft):
            undo.undo(action.pk, by=lead.owner.user)

    def claim():
        claimed.extend(dispatch.claim(gateways.current(), 1))

    def meet(what):
        try:
            with locking(), meeting(barrier, before='UPDATE "messaging_message"'):
                what()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(meet, [take_back, claim]))
    return Action.objects.get(pk=action.pk).undone_at is not None, bool(claimed)


def test_a_text_taken_back_at_the_instant_of_its_claim():
    is_taken_back, is_claimed = race(nullcontext)

    assert is_taken_back != is_claimed
    state = Message.objects.get(purpose=Purpose.PERSONAL).state
    assert state == (State.CANCELLED if is_taken_back else State.SENDING)


def race_without_locks():
    """Until the claim writes second, which usually comes at the first try: in the other order nothing goes wrong."""
    for _time in range(20):
        race(without_locks)


def test_without_locks_only_a_constraint_keeps_them_apart():
    with pytest.raises(IntegrityError, match="messaging_message_final_is_settled"):
        race_without_locks()
