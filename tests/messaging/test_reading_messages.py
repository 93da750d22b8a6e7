"""The messages page, its buttons, and the API's list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging import gateways, queries
from messaging.models import Message, Purpose, State
from messaging.services import dispatch, outbox
from messaging.services.rows import update
from tests.factories.messaging import MessageFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

PAGE = "messaging:message-list"


def shown(answer):
    return [row.record for row in answer.context["table"].paginated_rows]


def test_the_page_costs_the_same_however_long_it_is(as_manager):
    def look(count):
        for message in MessageFactory.create_batch(count):
            update(
                Message.objects.filter(pk=message.pk),
                state=State.SENDING,
                attempts=1,
                claimed_at=timezone.now(),
                gateway="x",
            )
        as_manager.get(reverse(PAGE))
        return statements(lambda: as_manager.get(reverse(PAGE)))

    assert look(1) == look(2)


def test_numbers_are_masked_for_everybody(as_manager):
    MessageFactory(to_number="+8618079606663")
    page = as_manager.get(reverse(PAGE)).content.decode()
    assert "180****6663" in page
    assert "18079606663" not in page


def test_a_consultant_sees_the_list_without_the_buttons(as_zhong):
    MessageFactory(uncertain=True, looks=2)
    page = as_zhong.get(reverse(PAGE)).content.decode()
    assert "138****" in page
    assert 'name="decision"' not in page


@pytest.mark.parametrize("person", ["editor", None])
def test_others_do_not_come_in(client, request, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    answer = client.get(reverse(PAGE))
    assert answer.status_code == (403 if person else 302)


def test_the_list_is_narrowed_by_state(as_manager):
    kept = MessageFactory(delivered=True)
    MessageFactory()
    assert shown(as_manager.get(reverse(PAGE), {"state": "delivered"})) == [kept]


def test_a_filter_that_cannot_be_read_is_said_and_lists_nothing(as_manager):
    MessageFactory()
    answer = as_manager.get(reverse(PAGE), {"state": "lost"})
    assert shown(answer) == []
    assert answer.context["form"].errors["state"][0] in answer.text


@pytest.mark.parametrize("query", ["page=x", "page=-1", "page=77", f"page={'9' * 30}", "sort=x", "per_page=9"])
def test_a_page_that_does_not_exist_is_the_first(as_manager, query):
    MessageFactory()
    answer = as_manager.get(f"{reverse(PAGE)}?{query}")
    assert len(shown(answer)) == 1


def test_an_empty_list_says_what_would_be_here(as_manager):
    assert "empty-title" in as_manager.get(reverse(PAGE)).content.decode()


def test_forty_rows_a_page_and_none_twice(as_manager):
    messages = MessageFactory.create_batch(41)
    first = as_manager.get(reverse(PAGE))
    second = as_manager.get(reverse(PAGE), {"page": 2})

    assert (len(shown(first)), shown(second)) == (40, [messages[0]])
    assert "page=2" in first.text
    assert "page=3" not in second.text


def test_health_tells_the_longest_wait_and_the_doubts():
    at = timezone.now()
    assert queries.health(at) == queries.OutboxFigures(0, 0)
    MessageFactory(due_at=at - timedelta(seconds=90))
    MessageFactory(due_at=at + timedelta(hours=1))
    MessageFactory(uncertain=True)
    health = queries.health(at)
    assert (health.oldest_due_seconds, health.uncertain_count, health.is_held_up) == (90, 1, True)


def test_the_page_warns_when_messages_are_held_up(as_manager):
    MessageFactory(due_at=timezone.now() - timedelta(minutes=5))
    assert "badge-danger" in as_manager.get(reverse(PAGE)).content.decode()


@pytest.mark.parametrize(("decision", "state"), [("resend", State.QUEUED), ("close", State.CANCELLED)])
def test_a_manager_settles_a_doubt_with_one_button(as_manager, decision, state):
    message = MessageFactory(uncertain=True, looks=2, purpose=Purpose.FOLLOW_UP)
    assert 'name="decision"' in as_manager.get(reverse(PAGE)).content.decode()
    answer = as_manager.post(reverse("messaging:message-settle", args=[message.uuid]), {"decision": decision})
    message.refresh_from_db()
    assert (answer.status_code, message.state) == (302, state)


def test_a_doubt_settled_in_the_meantime_is_left_alone_and_said(as_manager):
    message = MessageFactory(delivered=True)
    answer = as_manager.post(
        reverse("messaging:message-settle", args=[message.uuid]), {"decision": "resend"}, follow=True
    )
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert len(list(answer.context["messages"])) == 1


def test_an_unknown_decision_decides_nothing(as_manager):
    message = MessageFactory(uncertain=True, looks=2)
    as_manager.post(reverse("messaging:message-settle", args=[message.uuid]), {"decision": "burn"})
    message.refresh_from_db()
    assert message.state == State.UNCERTAIN


def test_a_consultant_settles_no_doubts(as_zhong):
    message = MessageFactory(uncertain=True, looks=2)
    answer = as_zhong.post(reverse("messaging:message-settle", args=[message.uuid]), {"decision": "resend"})
    assert answer.status_code == 403


def test_messages_of_the_console_are_read_here(as_zhong, settings):
    outbox.post(
        outbox.Draft(
            template="inquiry_assigned",
            to="+8618079606663",
            context={"name": "王芳", "head_count": 40, "due": "10:40"},
            dedupe_key="subject:1:notice",
        )
    )
    dispatch.deliver_due(gateways.current())
    page = as_zhong.get(reverse(PAGE)).content.decode()
    assert "王芳，40人" in page
    assert "badge-ok" in page
