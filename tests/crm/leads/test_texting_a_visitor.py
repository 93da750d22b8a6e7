"""A consultant's text: one act, refused in words where it may not go, and taken back until it leaves."""

from datetime import timedelta

import pytest
import time_machine

from crm.leads.errors import LeadIsInPool, TextHasLeft
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, texts, undo
from crm.leads.services.texts import TextContent
from crm.pool.services import pool
from messaging.errors import (
    AlreadySettled,
    ColleaguesNumber,
    ConsentMissing,
    CountryNotAllowed,
    NotAMobile,
    NumberOptedOut,
    TemplateIncomplete,
    TemplateNotRegistered,
    TemplateUnknown,
    TextObjectionable,
    TooLateToSend,
)
from messaging.models import How, Message, Purpose, State, Subject, Template
from messaging.services import opt_outs
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db
CALL = TextContent("missed_call", {"callback_at": "周三上午"})
OWN = TextContent(text="方案已发到您的邮箱，请查收。")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _monday_without_texts(lead, monday):
    Message.objects.all().delete()
    with time_machine.travel(monday, tick=False):
        yield


def sent():
    return Message.objects.get(purpose=Purpose.PERSONAL)


def test_a_text_is_a_line_a_message_and_an_action(lead, zhong, monday):
    action = texts.send(lead.pk, CALL, by=zhong.user, at=monday)
    message, line = sent(), Activity.objects.get(kind=Kind.TEXTED)

    assert (
        message.body == "【井冈山培训】王主任您好，我是钟老师，刚才给您去电未能接通，我周三上午再打给您，请留意来电。"
    )
    assert (message.by, message.to_number, message.recipient) == (zhong.user, lead.phone, "")
    assert message.due_at == monday + timedelta(seconds=8)
    assert (line.actor, line.text, line.data["message"]) == (zhong.user, message.body, message.dedupe_key)
    assert (action.kind, action.by) == (ActionKind.TEXT, zhong.user)


def test_name_and_sender_are_not_for_the_writer_to_choose(lead, zhong, monday):
    texts.send(
        lead.pk,
        TextContent("missed_call", {**CALL.words, "name": "张总", "consultant": "李四"}),
        by=zhong.user,
        at=monday,
    )

    assert "王主任您好，我是钟老师" in sent().body


def landline(lead, zhong):
    lead.phone = "+867968881234"


def abroad(lead, zhong):
    lead.phone = "+12025550123"


def colleague(lead, zhong):
    lead.phone = zhong.hotline


def opted_out(lead, zhong):
    opt_outs.record(lead.phone, by=None, how=How.REPLY)


def withdrawn(lead, zhong):
    opt_outs.consent(lead.phone, subject=Subject.FOLLOW_UP, how=How.DESK, wording="电话", by=zhong.user, is_given=False)


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (landline, NotAMobile),
        (abroad, CountryNotAllowed),
        (colleague, ColleaguesNumber),
        (opted_out, NumberOptedOut),
        (withdrawn, ConsentMissing),
        (lambda lead, _zhong: pool.give_back(lead.pk, by=None), LeadIsInPool),
    ],
)
def test_a_text_that_may_not_go_is_refused_and_not_written(lead, zhong, monday, prepare, refusal):
    prepare(lead, zhong)
    Lead.objects.filter(pk=lead.pk).update(phone=lead.phone)
    with pytest.raises(refusal):
        texts.send(lead.pk, CALL, by=zhong.user, at=monday)

    assert not Message.objects.filter(purpose=Purpose.PERSONAL).exists()
    assert not Activity.objects.filter(kind=Kind.TEXTED).exists()


@pytest.mark.parametrize(
    ("wording", "refusal"),
    [
        (TextContent("arrival", {"place": "东站"}), TemplateIncomplete),
        (TextContent("response_due"), TemplateUnknown),
        (TextContent("no_such"), TemplateUnknown),
        (TextContent(text="见 www.example.cn"), TextObjectionable),
        (TextContent(text="请打 13900001111"), TextObjectionable),
        (TextContent(text="党性教育"), TextObjectionable),
    ],
)
def test_a_wording_that_carriers_or_rules_refuse(lead, zhong, monday, wording, refusal):
    with pytest.raises(refusal):
        texts.send(lead.pk, wording, by=zhong.user, at=monday)


def test_own_words_go_where_a_gateway_carries_them(lead, zhong, monday, settings):
    texts.send(lead.pk, OWN, by=zhong.user, at=monday)
    assert (sent().body, sent().template) == ("【井冈山培训】方案已发到您的邮箱，请查收。", "")

    settings.ALIYUN_ACCESS_KEY_ID = settings.ALIYUN_ACCESS_KEY_SECRET = "x"
    with pytest.raises(TemplateNotRegistered):
        texts.send(lead.pk, OWN, by=zhong.user, at=monday)


def test_a_template_leaves_by_the_gateway_that_knows_it(lead, zhong, monday, settings):
    settings.ALIYUN_ACCESS_KEY_ID = settings.ALIYUN_ACCESS_KEY_SECRET = "x"
    with pytest.raises(TemplateNotRegistered):
        texts.send(lead.pk, CALL, by=zhong.user, at=monday)
    Template.objects.get(key="missed_call").versions.update(provider_ids={"aliyun": "SMS_1"})

    texts.send(lead.pk, CALL, by=zhong.user, at=monday)


def test_a_text_of_the_night_waits_for_the_morning(lead, zhong, monday):
    texts.send(lead.pk, CALL, by=zhong.user, at=monday + 12 * HOUR)

    assert sent().due_at == monday.replace(hour=8, minute=30) + timedelta(days=1)


def test_the_third_text_of_a_day_waits_for_the_next(lead, zhong, monday):
    for number in range(3):
        texts.send(lead.pk, TextContent(text=f"第{number}条"), by=zhong.user, at=monday)

    assert Message.objects.latest("pk").due_at == monday.replace(hour=8, minute=30) + timedelta(days=1)


def test_a_text_is_taken_back_until_it_is_claimed(lead, zhong, monday):
    action = texts.send(lead.pk, CALL, by=zhong.user, at=monday + 12 * HOUR)
    leads.note(lead.pk, text="家里来电", by=zhong.user, at=monday + 13 * HOUR)
    undo.undo(action.pk, by=zhong.user, at=monday + 14 * HOUR)
    assert sent().state == State.CANCELLED

    action = texts.send(lead.pk, OWN, by=zhong.user, at=monday)
    Message.objects.queued().update(state=State.SENDING, attempts=1, gateway="console", claimed_at=monday)
    with pytest.raises(TextHasLeft):
        undo.undo(action.pk, by=zhong.user, at=monday)
    assert Action.objects.get(pk=action.pk).undone_at is None


def test_a_missed_call_is_announced_for_the_planned_time(lead, zhong, monday):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=monday)
    texts.announce_call(lead.pk, by=zhong.user, at=monday)

    assert "我今天 11:12再打给您" in sent().body
    assert sent().expires_at == monday + 2 * HOUR
    assert Task.objects.planned().get().due_at == monday + 2 * HOUR


def test_a_missed_call_plans_one_where_none_is_and_undo_restores(lead, zhong, monday):
    late = lead.next_step_at + HOUR
    before = (Lead.objects.values("next_step_at", "next_step_note").get(), list(Task.objects.values()))
    action = texts.announce_call(lead.pk, by=zhong.user, at=late)
    planned = Task.objects.planned().get()
    assert planned.due_at > late
    assert f"{planned.due_at.astimezone(late.tzinfo):%H:%M}再打" in sent().body

    undo.undo(action.pk, by=zhong.user, at=late)
    assert (Lead.objects.values("next_step_at", "next_step_note").get(), list(Task.objects.values())) == before


def test_a_call_is_not_announced_after_it(lead, zhong, monday):
    night = monday + 12 * HOUR
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=night)
    with pytest.raises(TooLateToSend):
        texts.announce_call(lead.pk, by=zhong.user, at=night)


def test_what_did_not_arrive_is_sent_again_and_nothing_else(lead, zhong, qian, monday):
    texts.send(lead.pk, CALL, by=zhong.user, at=monday)
    first = sent()
    with pytest.raises(AlreadySettled):
        texts.send_again(lead.pk, message_id=first.pk, by=zhong.user, at=monday)
    Message.objects.update(state=State.EXPIRED, settled_at=monday)
    texts.send_again(lead.pk, message_id=first.pk, by=zhong.user, at=monday)

    again = Message.objects.exclude(pk=first.pk).get()
    assert again.body == first.body.replace("周三上午", "今天 09:22")
    foreign = MessageFactory(topic="lead:0", by=qian.user, state=State.EXPIRED, settled_at=monday)
    with pytest.raises(AlreadySettled):
        texts.send_again(lead.pk, message_id=foreign.pk, by=zhong.user, at=monday)
