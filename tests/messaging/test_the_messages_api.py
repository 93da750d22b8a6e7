"""The API's list of messages."""

import pytest
from rest_framework.test import APIRequestFactory, force_authenticate

from messaging.api.views import MessageList
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


def ask(user, **query):
    request = APIRequestFactory().get("/api/v1/messages/", query)
    force_authenticate(request, user)
    return MessageList.as_view()(request)


def test_a_manager_reads_messages_with_masked_numbers(manager):
    MessageFactory(to_number="+8618079606663")
    (message,) = ask(manager).data["results"]
    assert message["to"] == "180****6663"
    assert "to_number" not in message


def test_state_and_topic_narrow_the_list(manager):
    kept = MessageFactory(delivered=True, topic="affair:1")
    MessageFactory(topic="affair:1")
    MessageFactory(delivered=True, topic="affair:2")
    (message,) = ask(manager, state="delivered", topic="affair:1").data["results"]
    assert message["uuid"] == str(kept.uuid)


def test_a_consultant_does_not_read_everybodys_messages(zhong):
    assert ask(zhong.user).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_statement(manager, django_assert_num_queries, count):
    MessageFactory.create_batch(count)
    with django_assert_num_queries(1):
        assert len(ask(manager).data["results"]) == count
