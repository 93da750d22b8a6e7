"""The panel of texts: a thread of both directions, and the next text as it would leave."""

from datetime import timedelta

import pytest
import time_machine

from crm.leads.models import Activity, Kind
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, texts
from crm.leads.services.texts import TextContent
from messaging.gateways.base import Incoming
from messaging.models import How, Message, Purpose, State
from messaging.services import opt_outs, replies
from tests.factories.leads import LeadFactory
from tests.factories.messaging import MessageFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
CALL = TextContent("missed_call", {"callback_at": "周三上午"})
OWN = {"template": "", "text": "课程表已发到您的邮箱。"}


@pytest.fixture
def time(monday):
    with time_machine.travel(monday + timedelta(hours=1), tick=False) as traveller:
        yield traveller


def panel(client, lead, **query):
    return client.get(f"/desk/leads/{lead.pk}/texts/", query, headers=HTMX)


def thread(client, lead):
    return [(text.body, text.is_ours) for text in panel(client, lead).context["texts"]]


def preview(client, lead, **sent):
    return client.post(f"/desk/leads/{lead.pk}/texts/preview/", sent, headers=HTMX).context["preview"]


def test_the_thread_holds_both_directions_the_oldest_first(as_zhong, zhong, lead, time, monday):
    Message.objects.all().delete()
    texts.send(lead.pk, CALL, by=zhong.user)
    MessageFactory(topic=lead.topic, recipient="", to_number=lead.phone, body="【井冈山培训】昨天见")
    MessageFactory(topic=lead.topic, recipient="+8618079606663", body="给同事的通知")
    for message, hours in zip(Message.objects.order_by("pk"), (3, -9, 0), strict=True):
        Message.objects.filter(pk=message.pk).update(created_at=monday + timedelta(hours=hours))
    time.shift(60)
    replies.receive(Incoming("sid-1", lead.phone, "好的，周三上午可以"))

    assert [body[-4:] for body, _ours in thread(as_zhong, lead)] == ["】昨天见", "上午可以", "意来电。"]
    assert [is_ours for _body, is_ours in thread(as_zhong, lead)] == [True, False, True]


def test_a_text_that_opened_the_lead_stands_in_the_thread(as_manager):
    reply = replies.receive(Incoming("sid-1", "+8613911110000", "想了解三天班"))
    lead = Activity.objects.get(kind=Kind.ASKED).lead

    assert thread(as_manager, lead)[0] == (reply.body, False)


def test_the_thread_is_asked_for_and_comes_only_when_it_changed(as_zhong, lead):
    mark = panel(as_zhong, lead).context["mark"]
    assert panel(as_zhong, lead, part="thread", mark=mark).status_code == 204
    replies.receive(Incoming("sid-1", lead.phone, "好的"))
    answer = panel(as_zhong, lead, part="thread", mark=mark)

    assert answer.status_code == 200
    assert "好的" in answer.text
    assert "<form" not in answer.text.partition("bubble-row")[0]


@pytest.mark.parametrize(
    ("columns", "words", "is_again"),
    [
        ({}, "待发送", False),
        ({"state": State.FAILED, "error_code": "30003", "settled": True}, "发送失败 · 对方关机", True),
        ({"state": State.EXPIRED, "settled": True}, "已过时效", True),
        ({"state": State.CANCELLED, "settled": True}, "已撤回", False),
        ({"state": State.CANCELLED, "error_code": "opted_out", "settled": True}, "已取消 · ", False),
    ],
)
def test_each_text_says_how_it_fared(as_zhong, zhong, lead, monday, columns, words, is_again):
    Message.objects.all().delete()
    if columns.pop("settled", False):
        columns["settled_at"] = monday
    MessageFactory(topic=lead.topic, recipient="", to_number=lead.phone, by=zhong.user, **columns)
    [text] = panel(as_zhong, lead).context["texts"]

    assert text.state.startswith(words[:4])
    assert bool(text.again) is is_again


def test_the_panel_costs_the_same_however_long_the_thread(as_zhong, zhong, lead, time):
    def add(number):
        MessageFactory(topic=lead.topic, recipient="", to_number=lead.phone, by=zhong.user, delivered=True)
        replies.receive(Incoming(f"sid-{number}", lead.phone, "好"))

    assert len(costs(add, lambda: panel(as_zhong, lead), sizes=(1, 3, 20))) == 1


def test_a_preview_is_filled_counted_and_priced(as_zhong, lead, time):
    shown = preview(as_zhong, lead, template="missed_call", word_callback_at="周三上午")
    assert ("周三上午", "callback_at") in shown.pieces
    assert (shown.letters, shown.segments, str(shown.price)) == (46, 1, "0.05")
    assert (shown.refusal, shown.waits, shown.button) == ("", "", "发送")

    long = preview(as_zhong, lead, template="", text="课程表已发到您的邮箱。" * 7)
    assert (long.segments, str(long.price)) == (2, "0.1")


def test_a_preview_says_when_it_leaves_and_why_not_now(as_zhong, lead, time, monday):
    time.move_to(monday.replace(hour=21))
    shown = preview(as_zhong, lead, **OWN)

    assert "明天 08:30" in shown.waits
    assert "明天 08:30" in shown.button


def test_a_preview_says_why_a_text_may_not_go(as_zhong, lead, time):
    opt_outs.record(lead.phone, by=None, how=How.REPLY)

    assert "已拒收短信" in preview(as_zhong, lead, **OWN).refusal


def test_an_incomplete_text_is_shown_with_what_is_missing(as_zhong, lead, time):
    shown = preview(as_zhong, lead, template="arrival", word_place="火车站")

    assert ("[接站时间]", "meet_at") in shown.pieces
    assert shown.refusal


@pytest.mark.parametrize("sent", [{"template": "response_due"}, {"template": ""}, {"template": "\x00"}, {}])
def test_a_form_that_cannot_be_sent_comes_back(as_zhong, lead, sent):
    for verb, status in (("send", 422), ("preview", 200)):
        answer = as_zhong.post(f"/desk/leads/{lead.pk}/texts/{verb}/", sent, headers=HTMX)
        assert answer.status_code == status
    assert not Message.objects.filter(purpose=Purpose.PERSONAL).exists()


def test_own_words_that_are_refused_are_kept(as_zhong, lead, time):
    sent = OWN | {"text": "见 www.example.cn"}
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/texts/send/", sent, headers=HTMX)

    assert answer.status_code == 422
    assert "见 www.example.cn</textarea>" in answer.text


def test_a_missed_call_offers_the_text_and_a_text_ends_the_offer(as_zhong, zhong, lead, time):
    def offered():
        return as_zhong.get(f"/desk/leads/{lead.pk}/").context["missed"]

    assert not offered()
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user)
    assert offered()
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/texts/announce-call/", headers=HTMX)
    assert "我今天 12:12再打给您" in answer.text
    assert not offered()


def test_the_timeline_shows_a_text_once_with_how_it_fared(as_zhong, zhong, lead, time):
    Message.objects.all().delete()
    texts.send(lead.pk, CALL, by=zhong.user)
    page = as_zhong.get(f"/desk/leads/{lead.pk}/").text

    timeline = page.partition('class="timeline"')[2]
    assert timeline.count("我是钟老师") == 1
    assert "待发送" in timeline
    assert "data-undo" in timeline


@pytest.mark.parametrize("verb", ["texts/send", "texts/announce-call", "texts/again", "texts/preview"])
def test_a_colleague_s_lead_is_not_texted(as_zhong, qian, verb):
    other = LeadFactory(owner=qian)

    assert as_zhong.post(f"/desk/leads/{other.pk}/{verb}/", OWN | {"message_id": 1}).status_code == 404
