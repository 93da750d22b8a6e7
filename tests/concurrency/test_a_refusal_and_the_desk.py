"""A number is closed at the instant in which somebody works on its lead: both are done, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from crm.cadences.models import CadenceRun
from crm.leads.models import Activity, Kind
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads
from messaging.gateways.base import Incoming, Receipt
from messaging.models import How, Message, OptOut, Purpose
from messaging.services import opt_outs, receipts, replies
from tests.factories.leads import ask
from tests.factories.messaging import MessageFactory
from tests.factories.people import ConsultantFactory, on_duty_round_the_clock
from tests.factories.plans import TEXT, activate
from tests.races import ADVISORY, WRITES, meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead():
    """Somebody whose plan runs and has a text waiting."""
    on_duty_round_the_clock(ConsultantFactory())
    activate(TEXT, TEXT)
    found = ask().lead
    MessageFactory(to_number=found.phone, topic=found.topic, purpose=Purpose.FOLLOW_UP)
    return found


def on_the_page(lead):
    opt_outs.record(lead.phone, by=None, how=How.PAGE)


def at_the_desk(lead):
    leads.refuse_texts(lead.pk, by=lead.owner.user)


def by_text(lead):
    replies.receive(Incoming(sid="SM1", from_number=lead.phone, body="R"))


def call(lead):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=lead.owner.user)


def by_receipt(lead):
    """The carrier says so of a text that waits to be sent again."""
    waiting = Message.objects.queued().get(purpose=Purpose.FOLLOW_UP)
    receipts.receive(waiting.uuid, Receipt("SM2", "undelivered", "21610"))


def message_first(lead):
    """As by receipt, with the locks in the wrong order."""
    with transaction.atomic():
        Message.objects.select_for_update().get(purpose=Purpose.FOLLOW_UP)
        on_the_page(lead)


@pytest.mark.parametrize(("refuse", "is_heard"), [(by_receipt, True), (message_first, False)])
def test_a_refusing_receipt_and_a_call_fail_in_another_lock_order(lead, caplog, refuse, is_heard):
    both_hold_something = Barrier(2)

    def meet(what):
        try:
            with meeting(both_hold_something), suppress(OperationalError):
                what(lead)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(meet, [refuse, call]))

    has_called = Activity.objects.filter(kind=Kind.CALLED).exists()
    assert ("A receiver failed" not in caplog.text and has_called) is is_heard
    if is_heard:
        assert OptOut.objects.count() == 1
        assert not Message.objects.queued().filter(to_number=lead.phone).exists()


@pytest.mark.parametrize(
    ("act", "acts_before", "refuses_before"),
    [
        (at_the_desk, ADVISORY, "INSERT"),
        (by_text, ADVISORY, "INSERT"),
        (call, WRITES, 'UPDATE "messaging_message"'),
    ],
)
def test_a_refusal_on_the_page_meets_it(lead, caplog, act, acts_before, refuses_before):
    both_hold_something = Barrier(2)

    def meet(what, before):
        try:
            with meeting(both_hold_something, before=before):
                what(lead)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(meet, [act, on_the_page], [acts_before, refuses_before]))

    assert OptOut.objects.count() == 1
    assert CadenceRun.objects.get(lead=lead).end_reason
    assert not Message.objects.queued().filter(to_number=lead.phone).exists()
    assert "A receiver failed" not in caplog.text
