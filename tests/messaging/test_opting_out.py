"""Refusals beat everything; consents gate promotions; both are ledgers the database keeps."""

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.urls import reverse

from messaging import gateways, signals
from messaging.errors import ConsentMissing, NumberOptedOut
from messaging.gateways.base import Incoming
from messaging.models import Consent, How, Message, OptOut, Purpose, State, Subject, Template
from messaging.rules.outcomes import Refused
from messaging.rules.refusal import is_refusal, is_return
from messaging.services import dispatch, opt_outs, replies, results, templates
from messaging.services.outbox import Draft
from tests.factories.messaging import MessageFactory
from tests.fakes.twilio import Fault, always
from tests.messaging.sending import deliver_next, posted

pytestmark = pytest.mark.django_db

NUMBER = "+8613800000001"


@pytest.fixture
def heard():
    """What a listener is told, by signal, with nobody else listening to replies."""
    told = []
    others, signals.reply_received.receivers = signals.reply_received.receivers, []

    def listen(sender, signal, **what):
        told.append((signal, what))

    for signal in (signals.opted_out, signals.opted_in, signals.reply_received):
        signal.connect(listen, weak=False, dispatch_uid=id(told))
    yield told
    for signal in (signals.opted_out, signals.opted_in, signals.reply_received):
        signal.disconnect(dispatch_uid=id(told))
    signals.reply_received.receivers = others


@pytest.fixture
def promotion(admin_person):
    """An approved template that advertises."""
    template = templates.create_template(
        "spring_offer",
        title="春季班",
        purpose="promote",
        variables=["name"],
        text="{name}您好，春季培训班开始报名。拒收请回复R",
        by=admin_person,
    )
    version = template.versions.get()
    templates.decide(version.pk, to="submitted", by=admin_person)
    templates.decide(version.pk, to="approved", by=admin_person)
    return template


def promote(key="offer:1"):
    return posted(Draft("spring_offer", NUMBER, {"name": "王芳"}, dedupe_key=key))


@pytest.mark.parametrize("purpose", Purpose)
def test_a_refusal_beats_every_purpose_at_the_moment_of_leaving(purpose):
    opt_outs.record(NUMBER, by=None, how=How.PAGE)
    MessageFactory(to_number=NUMBER, purpose=purpose)
    message = deliver_next(gateways.current())
    assert (message.state, message.error_code) == (State.CANCELLED, "opted_out")


def test_refusing_cancels_what_waits_and_sends_a_signal(heard):
    waiting = MessageFactory(to_number=NUMBER)
    sending = MessageFactory(to_number=NUMBER, sending=True)
    other = MessageFactory()
    line = opt_outs.record(NUMBER, by=None, how=How.REPLY, note="TD")
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {waiting.pk: State.CANCELLED, sending.pk: State.SENDING, other.pk: State.QUEUED}
    assert [(signal, what["opt_out"]) for signal, what in heard] == [(signals.opted_out, line)]


def test_refusing_twice_is_one_line_and_lifting_another(heard, manager):
    first = opt_outs.record(NUMBER, by=None, how=How.PAGE)
    assert opt_outs.record(NUMBER, by=manager, how=How.DESK) == first
    assert opt_outs.is_out(NUMBER)
    opt_outs.lift(NUMBER, by=manager, how=How.DESK, note="来电说可以再发")
    assert not opt_outs.is_out(NUMBER)
    assert opt_outs.lift(NUMBER, by=manager, how=How.DESK) is None
    assert list(OptOut.objects.order_by("id").values_list("is_out", "how")) == [(True, "page"), (False, "desk")]
    assert [signal for signal, _what in heard] == [signals.opted_out, signals.opted_in]
    MessageFactory(to_number=NUMBER)
    assert deliver_next(gateways.current()).state == State.DELIVERED


@pytest.mark.parametrize(
    "text",
    [
        "R",
        "r",
        " T ",
        "TD",
        "ｔｄ",
        "拒收",
        "退订",
        "退订！",
        "STOP",
        "stop.",
        "取消订阅",
        "请不要再发了"[1:],
        "退订谢谢",
    ],
)
def test_these_answers_refuse(text):
    assert is_refusal(text)


@pytest.mark.parametrize("text", ["", "好的", "Roger", "请问T恤有吗", "不退订", "明天取消会议室，改到周三", "test"])
def test_these_answers_do_not(text):
    assert not is_refusal(text)


def test_only_a_refusing_reply_closes_its_number(heard):
    MessageFactory(to_number=NUMBER)
    replies.receive(Incoming("SM1", "+8613800000002", "好的"))
    replies.receive(Incoming("SM2", NUMBER, "退订"))
    assert [line.number for line in OptOut.objects.all()] == [NUMBER]
    refusals = [what["is_refusal"] for signal, what in heard if signal is signals.reply_received]
    assert refusals == [False, True]


def test_a_carrier_that_knows_of_a_refusal_teaches_us(provider, gateway):
    provider.plan = always(Fault.OPTED_OUT)
    MessageFactory(to_number=NUMBER)
    assert deliver_next(gateway).state == State.FAILED
    assert (opt_outs.is_out(NUMBER), OptOut.objects.get().how) == (True, "carrier")


@pytest.mark.parametrize("table", ["messaging_optout", "messaging_message"])
def test_what_a_carrier_refuses_is_written_whole_or_not_at_all(table):
    message = MessageFactory(to_number=NUMBER, sending=True)

    def broken(execute, sql, params, many, context):
        if sql.startswith((f'INSERT INTO "{table}"', f'UPDATE "{table}"')):
            raise OperationalError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken), pytest.raises(OperationalError):
        results.record(message, Refused("21610"))
    assert (Message.objects.get().state, OptOut.objects.exists()) == (State.SENDING, False)


def test_a_promotion_needs_a_consent_when_it_is_posted(promotion):
    with pytest.raises(ConsentMissing):
        promote()
    opt_outs.consent(NUMBER, subject=Subject.PROMOTIONAL, how=How.FORM, wording="2026-11", by=None)
    (message,) = promote()
    assert message.purpose == Purpose.PROMOTIONAL
    opt_outs.record(NUMBER, by=None, how=How.PAGE)
    with pytest.raises(NumberOptedOut):
        promote("offer:2")


def test_a_consent_withdrawn_after_posting_stops_the_promotion(promotion):
    opt_outs.consent(NUMBER, subject=Subject.PROMOTIONAL, how=How.FORM, wording="2026-11", by=None)
    promote()
    Message.objects.update(due_at="2026-01-01T00:00+08:00")
    opt_outs.consent(NUMBER, subject=Subject.PROMOTIONAL, how=How.PAGE, wording="", by=None, is_given=False)
    dispatch.deliver_due(gateways.current())
    message = Message.objects.get()
    assert (message.state, message.error_code) == (State.CANCELLED, "no_consent")


def test_who_comes_back_has_not_agreed_to_promotions_again(promotion):
    opt_outs.consent(NUMBER, subject=Subject.PROMOTIONAL, how=How.FORM, wording="2026-11", by=None)
    opt_outs.record(NUMBER, by=None, how=How.REPLY)
    opt_outs.lift(NUMBER, by=None, how=How.PAGE)
    with pytest.raises(ConsentMissing):
        promote()


@pytest.mark.parametrize("model", [OptOut, Consent])
def test_the_database_keeps_each_line_as_it_was_written(model):
    opt_outs.record(NUMBER, by=None, how=How.PAGE)
    opt_outs.consent(NUMBER, subject=Subject.PROMOTIONAL, how=How.FORM, wording="1", by=None)
    with pytest.raises(IntegrityError, match=f"{model._meta.db_table}_is_append_only"):
        model.objects.update(how="api")


@pytest.mark.parametrize("model", [OptOut, Consent])
def test_the_database_forgets_no_line(model):
    opt_outs.record(NUMBER, by=None, how=How.PAGE)
    opt_outs.consent(NUMBER, subject=Subject.PROMOTIONAL, how=How.FORM, wording="1", by=None)
    with pytest.raises(IntegrityError, match=f"{model._meta.db_table}_is_append_only"):
        model.objects.all().delete()


def test_the_database_wants_to_know_which_colleague_was_told():
    with pytest.raises(IntegrityError, match="messaging_optout_desk_says_who"):
        opt_outs.record(NUMBER, by=None, how=How.DESK)


def test_a_consent_names_the_words_it_was_given_to():
    with pytest.raises(IntegrityError, match="messaging_consent_names_its_wording"):
        opt_outs.consent(NUMBER, subject=Subject.PROMOTIONAL, how=How.FORM, wording="", by=None)


def test_the_visitor_s_page_refuses_and_lifts_without_scripts(client):
    address = opt_outs.link(MessageFactory(to_number=NUMBER))
    page = client.get(address)
    assert page.status_code == 200
    assert "138****0001" in page.content.decode()
    assert NUMBER not in page.content.decode()
    assert NUMBER[1:] not in address
    assert client.get(address).status_code == 200
    assert not opt_outs.is_out(NUMBER), "looking changes nothing"
    client.post(address, {"choice": "refuse"})
    assert opt_outs.is_out(NUMBER)
    assert OptOut.objects.get().how == How.PAGE
    client.post(address, {"choice": "accept"})
    assert not opt_outs.is_out(NUMBER)


def test_a_link_that_was_altered_leads_nowhere(client):
    address = opt_outs.link(MessageFactory(to_number=NUMBER))
    assert client.get(address[:-4] + "xyz/").status_code == 404
    assert client.post(reverse("messaging:refuse", args=["0" * 32]), {"choice": "refuse"}).status_code == 404


def test_the_page_is_asked_so_often_and_no_more(client):
    address = opt_outs.link(MessageFactory(to_number=NUMBER))
    answers = [client.post(address, {"choice": "refuse"}).status_code for _ in range(31)]
    assert (answers[0], answers[-1]) == (302, 429)


def test_the_seeded_wordings_are_notices():
    assert set(Template.objects.values_list("purpose", flat=True)) == {"notify"}


@pytest.mark.parametrize(
    "text",
    [
        "TD退订",
        "我要退订",
        "Stop. Thank you",
        "OPTOUT",
        "opt out",
        "ＳＴＯＰ",
        "请不要再发短信了",
        "麻烦退订，谢谢！",
        "别发了",
        "Please stop texting me",
        "拒收 R",
    ],
)
def test_people_refuse_in_their_own_words(text):
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "不要取消",
        "不要退订",
        "退订了吗",
        "不要停发",
        "stop by tomorrow",
        "我想取消周三的会议",
        "别取消",
        "please don't stop",
    ],
)
def test_sentences_about_something_else_do_not_refuse(text):
    assert not is_refusal(text)


@pytest.mark.parametrize("text", ["START", "start.", "恢复", "恢复订阅"])
def test_a_wish_for_texts_opens_nothing_by_itself(text):
    opt_outs.record(NUMBER, by=None, how=How.PAGE)
    replies.receive(Incoming("SM1", NUMBER, text))
    assert is_return(text)
    assert opt_outs.is_out(NUMBER)
