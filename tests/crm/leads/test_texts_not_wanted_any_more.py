"""At the moment of sending, the lead itself is asked whether the text is still wanted."""

from datetime import timedelta

import pytest

from crm.leads.models import Kind, Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, timeline
from kit import clock
from messaging import gateways
from messaging.models import Message, Purpose, State
from messaging.rules.outcomes import NotSent
from messaging.services import dispatch, outbox, results
from tests.factories.messaging import MessageFactory
from tests.factories.people import ConsultantFactory
from tests.messaging.sending import claim_one, deliver_next
from tests.statements import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def follow_up(lead):
    """A follow-up about 王主任 that is due; nothing else is."""
    return due(lead, purpose=Purpose.FOLLOW_UP, template="first_follow_up")


def due(lead, **values):
    """The only message that waits."""
    Message.objects.queued().delete()
    return MessageFactory(topic=lead.topic, to_number=lead.phone, **values)


def is_over():
    """What the claim learns about it."""
    (known,) = learn().values()
    return known.is_over


def learn():
    gateway = gateways.current()
    return dispatch.read(dispatch.claim(gateway, 1), gateway.name)


def call(lead):
    return leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None)


def colleague_takes_over(lead):
    return leads.assign(lead.pk, to=ConsultantFactory(), by=None)


def visitor_replies(lead):
    return timeline.write(lead, Kind.REPLIED, at=clock.now(), by=None, text="好的")


def move(lead):
    return leads.advance(lead.pk, to=Stage.QUALIFIED, by=None)


def lose(lead):
    return leads.advance(lead.pk, to=Stage.LOST, by=None, lost_reason="今年不办")


def test_a_lead_not_touched_since_still_wants_its_follow_up(follow_up):
    assert is_over() is False


@pytest.mark.parametrize("action", [call, colleague_takes_over, visitor_replies, move, lose])
def test_what_happened_to_the_lead_after_posting_ends_its_follow_ups(lead, follow_up, action):
    action(lead)
    Message.objects.update(state=State.QUEUED, settled_at=None)  # as if it had not been cancelled
    assert is_over() is True


def test_what_happened_before_it_was_posted_does_not(lead):
    call(lead)
    move(lead)
    due(lead, purpose=Purpose.FOLLOW_UP)
    assert is_over() is False


def test_a_follow_up_in_flight_during_a_call_is_not_tried_again(lead, follow_up):
    claimed = claim_one(gateways.current())
    call(lead)  # too late to call it back: it is being sent
    results.record(claimed, NotSent("ConnectTimeout"))
    Message.objects.update(due_at=clock.now() - timedelta(seconds=1))
    message = deliver_next(gateways.current())
    assert (message.state, message.error_code) == (State.CANCELLED, "subject_closed")
    assert message.events.last().detail == "subject_closed"


def test_a_notice_leaves_whatever_happened(lead):
    due(lead)
    call(lead)
    lose(lead)
    assert deliver_next(gateways.current()).state == State.DELIVERED


@pytest.mark.parametrize(("action", "expected"), [(call, True), (visitor_replies, False), (lose, True)])
def test_a_reminder_of_a_missing_call_leaves_until_there_is_one(lead, action, expected):
    due(lead, template="response_reminder")
    action(lead)
    assert is_over() is expected


def test_a_lead_that_is_gone_wants_nothing(lead):
    due(Lead(pk=lead.pk + 1, phone=lead.phone), purpose=Purpose.FOLLOW_UP)
    assert is_over() is True


def test_asking_costs_one_statement_and_notices_none(lead):
    def cost(purpose):
        for _ in range(3):
            MessageFactory(topic=lead.topic, purpose=purpose)
        learn()
        number = once(learn)
        outbox.cancel(lead.topic)
        return number

    assert cost(Purpose.FOLLOW_UP) == cost(Purpose.TRANSACTIONAL) + 1
