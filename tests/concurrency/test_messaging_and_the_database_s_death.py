"""The database goes away in the gaps of a dispatch: nothing is lost, nothing is sent twice."""

import re
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections

from messaging.models import Message, State
from messaging.services import dispatch, settlement
from tests.factories.messaging import MessageFactory
from tests.messaging.conftest import gateway, minutes_pass, provider, twilio_settings  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db(transaction=True)


def cut_our_line():
    """End our own session at the server, as a restart of PostgreSQL does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [ours])
    finally:
        other.close()


@contextmanager
def the_line_is_cut_before(statement):
    """Cut it the first time that a statement like this is executed."""
    is_cut = False

    def cut_first(execute, sql, params, many, context):
        nonlocal is_cut
        if not is_cut and re.search(statement, sql):
            is_cut = True
            cut_our_line()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut_first):
        yield


def test_before_the_claim_nothing_has_happened(provider, gateway):  # noqa: F811
    messages = MessageFactory.create_batch(5)
    with the_line_is_cut_before("messaging_sender"), pytest.raises(OperationalError):
        dispatch.deliver_due(gateway)
    connection.close()
    assert (len(provider.bodies()), Message.objects.queued().count()) == (0, 5)
    dispatch.deliver_due(gateway)
    assert sorted(provider.bodies()) == sorted(message.body for message in messages)


def test_before_a_result_the_provider_s_list_tells_what_left(
    provider,  # noqa: F811
    gateway,  # noqa: F811
    minutes_pass,  # noqa: F811
):
    messages = MessageFactory.create_batch(5)
    with the_line_is_cut_before("FOR UPDATE$"), pytest.raises(OperationalError):
        dispatch.deliver_due(gateway)
    connection.close()
    assert Message.objects.filter(state=State.SENDING).exists()
    minutes_pass(2)
    settlement.settle(gateway)
    for _ in range(3):
        minutes_pass(6)
        settlement.settle(gateway)
        dispatch.deliver_due(gateway)
    assert sorted(provider.bodies()) == sorted(message.body for message in messages)
    assert set(Message.objects.values_list("state", flat=True)) == {State.ACCEPTED}
