"""A text that waits ends with its writer's claim, or with the lead; an undo lets it wait again."""

from datetime import timedelta

import pytest
import time_machine

from crm.leads.errors import NumberIsWrong
from crm.leads.models import Activity, Kind
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, texts, undo
from crm.leads.services.texts import TextContent
from crm.pool.services import hand_over, pool
from messaging.models import Message, Purpose, State
from tests.crm.leads.test_a_new_owner_inherits_nothing import WAYS

pytestmark = pytest.mark.django_db
OWN = TextContent(text="方案已发到您的邮箱，请查收。")
HOUR = timedelta(hours=1)


@pytest.fixture
def night(lead, monday):
    at = monday + 12 * HOUR
    Message.objects.all().delete()
    with time_machine.travel(at, tick=False):
        yield at


def sent():
    return Message.objects.get(purpose=Purpose.PERSONAL)


def lost(lead, by, qian, at):
    return leads.advance(lead.pk, to=Stage.LOST, lost_reason="今年不办", by=by, at=at)[1]


def wrong_number(lead, by, qian, at):
    return leads.log_call(lead.pk, outcome=Outcome.WRONG_NUMBER, by=by, at=at)[1]


def handed_on(lead, by, qian, at):
    return leads.assign(lead.pk, to=qian, by=by, at=at)[1]


def all_handed_over(lead, by, qian, at):
    return hand_over.move(lead.owner_id, targets={lead.pk: qian.pk}, by=by, at=at)


def given_back(lead, by, qian, at):
    return pool.give_back(lead.pk, by=by, at=at)[1]


ENDS = [lost, wrong_number, handed_on, all_handed_over, given_back]


@pytest.mark.parametrize("way", WAYS[:-1])  # a lead that was texted is not sent on
def test_a_new_owner_sends_nothing_of_the_old_one(way, lead, zhong, qian, night):
    texts.send(lead.pk, OWN, by=zhong.user, at=night)
    way(lead, zhong, qian, night + HOUR)

    assert (sent().state, sent().error_code) == (State.CANCELLED, "left_its_owner")
    assert Activity.objects.filter(kind=Kind.TEXTED, actor=None, text__contains="不再发送").count() == 1


@pytest.mark.parametrize("end", ENDS)
def test_a_text_waits_again_when_its_end_is_undone(end, lead, zhong, qian, night):
    texts.send(lead.pk, OWN, by=zhong.user, at=night)
    action = end(lead, zhong.user, qian, night + HOUR)
    assert sent().state == State.CANCELLED

    assert undo.undo(action.pk, by=zhong.user, at=night + HOUR).late == []
    assert (sent().state, sent().error_code) == (State.QUEUED, "")


def test_a_text_taken_back_before_does_not_return(lead, zhong, qian, night):
    undo.undo(texts.send(lead.pk, OWN, by=zhong.user, at=night).pk, by=zhong.user, at=night)
    undo.undo(handed_on(lead, zhong.user, qian, night).pk, by=zhong.user, at=night)

    assert sent().state == State.CANCELLED


def test_a_manager_s_text_survives_the_hand_over(lead, zhong, qian, manager, night):
    texts.send(lead.pk, OWN, by=manager, at=night)
    handed_on(lead, manager, qian, night)

    assert sent().state == State.QUEUED


@pytest.mark.parametrize("reader", ["manager", "new owner", "old owner"])
def test_whoever_works_on_the_lead_takes_a_text_back(reader, lead, zhong, qian, manager, night, client):
    action = texts.send(lead.pk, OWN, by=manager, at=night)
    handed_on(lead, manager, qian, night)
    client.force_login({"manager": manager, "new owner": qian.user, "old owner": zhong.user}[reader])
    answer = client.post(f"/desk/actions/{action.pk}/undo/")

    assert answer.status_code == (404 if reader == "old owner" else 302)
    assert sent().state == (State.QUEUED if reader == "old owner" else State.CANCELLED)


def test_a_lost_lead_gets_a_farewell_but_no_stranger_does(lead, zhong, qian, night):
    action = wrong_number(lead, zhong.user, qian, night)
    with pytest.raises(NumberIsWrong):
        texts.send(lead.pk, OWN, by=zhong.user, at=night)

    undo.undo(action.pk, by=zhong.user, at=night)
    lost(lead, zhong.user, qian, night)
    texts.send(lead.pk, OWN, by=zhong.user, at=night)
