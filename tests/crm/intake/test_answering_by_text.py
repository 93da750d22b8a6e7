"""A visitor's text message reaches the owner of the lead, else the consultant whom routing chooses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from consultants.models import Consultant
from crm.cadences.models import PlanStep
from crm.intake.models import Inquiry
from crm.intake.services import details
from crm.leads.models import Activity, DeskRules, Kind, Lead, Task
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, tasks
from crm.pool.services import pool
from kit import clock
from messaging import gateways
from messaging.gateways.base import Incoming
from messaging.models import How, Message, OptOut, Purpose, Reply, State
from messaging.services import opt_outs, outbox, replies
from messaging.services.outbox import Draft
from tests.factories.messaging import MessageFactory
from tests.messaging.sending import deliver_next
from tests.races import LOCK

pytestmark = pytest.mark.django_db

STRANGER = "+8613711112222"


def write(number, text, sid="SM1"):
    return replies.receive(Incoming(sid, number, text))


def notices():
    return Message.objects.filter(template="visitor_replied")


def test_a_reply_is_on_the_timeline_and_its_owner_is_told(lead, zhong):
    write(lead.phone, "请明天下午联系")
    line = Activity.objects.get(kind=Kind.REPLIED)
    assert (line.lead, line.text, line.consultant) == (lead, "请明天下午联系", zhong)
    notice = notices().get()
    assert (notice.to_number, notice.topic, notice.purpose) == (zhong.hotline, lead.topic, Purpose.TRANSACTIONAL)
    assert "请明天下午联系" in notice.body


def test_a_reply_ends_the_follow_up_plan(lead):
    waiting = MessageFactory(topic=lead.topic, purpose=Purpose.FOLLOW_UP)
    write(lead.phone, "好的")
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert not PlanStep.objects.planned().filter(run__lead=lead).exists()


def test_a_reply_received_twice_is_one_entry_and_one_notice(lead):
    for _ in range(2):
        write(lead.phone, "好的")
    assert (Activity.objects.filter(kind=Kind.REPLIED).count(), notices().count()) == (1, 1)


def test_three_replies_in_a_row_are_three_entries_and_one_notice(lead, time_machine):
    time_machine.move_to("2026-11-25T10:01:00+08:00", tick=False)
    for sid in ("SM1", "SM2", "SM3"):
        write(lead.phone, "还有一句", sid)
    assert (Activity.objects.filter(kind=Kind.REPLIED).count(), notices().count()) == (3, 1)
    time_machine.move_to("2026-11-25T10:12:00+08:00", tick=False)
    write(lead.phone, "在吗", "SM4")
    assert notices().count() == 2


def test_the_text_of_a_reply_is_made_harmless_in_the_notice(lead):
    write(lead.phone, "看 https://x.example.com/a 或打 13800000000")
    body = notices().get().body
    assert "example" not in body
    assert "13800000000" not in body


def test_a_reply_about_a_closed_lead_tells_its_owner_too(lead):
    leads.advance(lead.pk, to=Stage.LOST, by=None, lost_reason="今年不办")
    write(lead.phone, "谢谢您")
    assert (Lead.objects.count(), notices().count()) == (1, 1)


def test_a_text_from_an_unknown_number_is_an_inquiry(zhong):
    write(STRANGER, "请问十二月还能开班吗")
    inquiry = Inquiry.objects.select_related("lead").get()
    lead = inquiry.lead
    assert (lead.phone, lead.owner, lead.source, lead.name) == (STRANGER, zhong, Source.TEXT, "短信访客")
    assert inquiry.remarks == "请问十二月还能开班吗"
    assert inquiry.consent_version == "text message"
    assert lead.escalate_at is not None
    assert Activity.objects.get(lead=lead, kind=Kind.DETAILED).text == "请问十二月还能开班吗"
    assert set(Message.objects.values_list("template", "to_number")) == {
        ("inquiry_received", STRANGER),
        ("inquiry_assigned", zhong.hotline),
    }


def test_a_second_text_belongs_to_the_lead_of_the_first(zhong):
    write(STRANGER, "请问十二月还能开班吗", "SM1")
    write(STRANGER, "大约四十人", "SM2")
    assert (Inquiry.objects.count(), Activity.objects.filter(kind=Kind.REPLIED).count()) == (1, 1)


def test_a_text_about_a_lead_in_the_pool_is_a_new_inquiry(lead, zhong, monday):
    pool.give_back(lead.pk, by=None, at=monday)
    write(lead.phone, "还在吗")
    lead.refresh_from_db()
    assert (lead.owner, lead.is_in_pool, Lead.objects.count()) == (zhong, False, 1)
    assert Inquiry.objects.filter(lead=lead).count() == 2


def test_a_text_locks_routing_before_any_lead(lead):
    pool.give_back(lead.pk, by=None)
    with CaptureQueriesContext(connection) as queries:
        write(lead.phone, "还想了解一下")
    locks = [query["sql"] for query in queries.captured_queries if LOCK.search(query["sql"])]
    routing = next(n for n, sql in enumerate(locks) if '"routing_routinglock"' in sql)
    assert routing < next(n for n, sql in enumerate(locks) if '"leads_lead"' in sql)


def test_a_refusal_is_written_on_a_lead_and_is_no_inquiry(lead):
    write(lead.phone, "退订", "SM1")
    write(STRANGER, "TD", "SM2")
    assert Activity.objects.filter(lead=lead, kind=Kind.REPLIED, text="退订").exists()
    assert set(OptOut.objects.values_list("number", flat=True)) == {lead.phone, STRANGER}
    assert not Lead.objects.filter(phone=STRANGER).exists()


def test_a_colleague_s_answer_to_a_notice_is_no_inquiry(zhong):
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8613600000000")
    write(zhong.hotline, "收到", "SM1")
    write("+8613600000000", "收到", "SM2")
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("sender", ["10690123", "CENTRE", ""])
def test_a_sender_who_cannot_be_called_is_kept_as_a_reply_only(zhong, sender):
    write(sender, "验证码 1234")
    assert (Reply.objects.count(), Inquiry.objects.count()) == (1, 0)


@pytest.mark.parametrize("text", ["代开发票", "点这里 http://bad.example.com"])
def test_an_advertisement_waits_for_review(zhong, text):
    write(STRANGER, text)
    inquiry = Inquiry.objects.get()
    assert (inquiry.lead, inquiry.suspect_reason, inquiry.remarks) == (None, "advertising", text)


@pytest.mark.parametrize("text", ["能开发票吗", "可以加微信吗"])
def test_an_ordinary_question_is_no_advertisement(zhong, text):
    write(STRANGER, text)
    assert Inquiry.objects.get().lead is not None


def test_without_a_consultant_a_text_opens_a_lead_in_the_pool(db):
    write(STRANGER, "请问十二月还能开班吗")
    inquiry = Inquiry.objects.select_related("lead").get()
    assert (inquiry.lead.is_in_pool, inquiry.remarks) == (True, "请问十二月还能开班吗")


def test_a_text_that_fails_is_announced_again_later(zhong, monkeypatch):
    def fail(*arguments, **named):
        raise RuntimeError

    with monkeypatch.context() as now:
        now.setattr(details, "add", fail)
        reply = write(STRANGER, "请问十二月还能开班吗")
    reply.refresh_from_db()
    assert (reply.heard_at, Inquiry.objects.count()) == (None, 0)
    Reply.objects.update(received_at=clock.now() - timedelta(minutes=2))
    assert (replies.announce_unheard(), Inquiry.objects.count()) == (1, 1)


@pytest.mark.parametrize("text", ["N", "R", "取消", "TD退订"])
def test_a_colleague_s_answer_to_a_notice_closes_no_number(zhong, text):
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8613600000000")
    write(zhong.hotline, text, "SM1")
    write("+8613600000000", text, "SM2")
    assert not OptOut.objects.exists()


def test_a_colleague_who_refused_texts_still_gets_alarms(zhong):
    opt_outs.record(zhong.hotline, by=None, how=How.CARRIER)
    MessageFactory(to_number=zhong.hotline)
    assert deliver_next(gateways.current()).state == State.DELIVERED


@pytest.mark.parametrize("fact", ["left", "account closed"])
def test_a_consultant_who_left_gets_no_text(zhong, fact):
    waiting = MessageFactory(to_number=zhong.hotline)
    if fact == "left":
        Consultant.objects.filter(pk=zhong.pk).update(is_active=False)
    else:
        User.objects.filter(pk=zhong.user.pk).update(is_active=False)
    deliver_next(gateways.current())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error_code) == (State.CANCELLED, "left")
    draft = Draft("visitor_replied", zhong.hotline, {"name": "王芳", "text": "好"}, dedupe_key="later")
    outbox.post(draft)
    deliver_next(gateways.current())
    assert Message.objects.get(dedupe_key="later").error_code == "left"


def test_a_reply_to_a_lead_whose_owner_left_reaches_the_manager(lead, zhong):
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8613600000000")
    Consultant.objects.filter(pk=zhong.pk).update(is_active=False)
    write(lead.phone, "还想了解一下")
    assert [message.to_number for message in notices()] == ["+8613600000000"]


@pytest.mark.parametrize("text", ["START", "start!", "恢复", "ＳＴＡＲＴ"])
@pytest.mark.parametrize("stands", ["open", "contacted", "pool", "lost", "stranger"])
def test_a_wish_for_texts_is_a_task_and_no_consent(lead, zhong, stands, text):
    if stands == "contacted":
        leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=zhong.user)
    elif stands == "pool":
        pool.give_back(lead.pk, by=None)
    elif stands == "lost":
        leads.advance(lead.pk, to=Stage.LOST, by=None, lost_reason="预算不够")
    number = STRANGER if stands == "stranger" else lead.phone
    opt_outs.record(number, by=None, how=How.REPLY)
    before = clock.now()
    write(number, text)

    lead = Lead.objects.open().get(phone=number)
    task = Task.objects.planned().get(lead=lead)
    assert lead.owner == zhong
    assert (lead.next_step_at, lead.next_step_note) == (task.due_at, task.note)
    assert "同意" in task.note
    assert before < task.due_at < before + timedelta(days=2)
    assert Activity.objects.filter(lead=lead, kind=Kind.NOTED, actor=None).exists()
    assert opt_outs.is_out(number)
    assert not opt_outs.consented(number)
    while deliver_next(gateways.current()):
        pass
    assert not Message.objects.filter(to_number=number, state=State.DELIVERED).exists()


def test_a_task_that_is_due_sooner_keeps_its_hour(lead, zhong):
    sooner = clock.now() + timedelta(minutes=3)
    tasks.replace_call(lead, due_at=sooner, note="报价", at=clock.now())
    opt_outs.record(lead.phone, by=None, how=How.REPLY)
    write(lead.phone, "START")

    lead.refresh_from_db()
    assert lead.next_step_at == sooner
    assert "同意" in lead.next_step_note
    assert "报价" in lead.next_step_note


def test_a_start_from_a_number_without_refusal_is_a_reply(lead):
    before = lead.next_step_at
    write(lead.phone, "START")

    lead.refresh_from_db()
    assert lead.next_step_at == before
    assert not Activity.objects.filter(kind=Kind.NOTED).exists()


def test_without_consultants_a_wish_for_texts_is_in_the_pool(db):
    opt_outs.record(STRANGER, by=None, how=How.REPLY)
    write(STRANGER, "START")

    assert Activity.objects.filter(lead=Lead.objects.in_pool().get(phone=STRANGER), kind=Kind.NOTED).exists()


def test_a_wish_for_texts_is_on_the_timeline_and_no_consent(lead):
    write(lead.phone, "退订", "SM1")
    write(lead.phone, "恢复", "SM2")
    assert opt_outs.is_out(lead.phone)
    assert Activity.objects.filter(lead=lead, kind=Kind.NOTED, actor=None).exists()
